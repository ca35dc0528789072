"""Names and module paths are the reference's: an app runs after its name is replaced."""

import importlib
import inspect

import pytest

import botbridge as cl

PATHS = {
    "botbridge.callbacks": ["on_message", "on_chat_start", "data_layer", "author_rename"],
    "botbridge.cache": ["cache"],
    "botbridge.chat_context": ["chat_context"],
    "botbridge.context": ["context", "get_context"],
    "botbridge.data.base": ["BaseDataLayer"],
    "botbridge.data.sql_alchemy": ["SQLAlchemyDataLayer"],
    "botbridge.data.storage_clients.base": ["BaseStorageClient"],
    "botbridge.data.utils": ["queue_until_user_message"],
    "botbridge.element": ["Element", "File", "Image", "Pdf", "Text", "Audio", "Video"],
    "botbridge.message": ["Message", "ErrorMessage"],
    "botbridge.sync": ["make_async", "run_sync"],
    "botbridge.types": ["ThreadDict", "Feedback", "Pagination", "ThreadFilter", "PageInfo", "PaginatedResponse"],
    "botbridge.user": ["User", "PersistedUser"],
    "botbridge.user_session": ["user_session", "UserSession"],
}


@pytest.mark.parametrize("path", PATHS)
def test_a_module_has_the_reference_names(path: str) -> None:
    module = importlib.import_module(path)
    assert [name for name in PATHS[path] if not hasattr(module, name)] == []


@pytest.mark.parametrize("name", ["context", "user_session", "chat_context", "cache"])
def test_importing_a_module_does_not_hide_the_name_it_bears(name: str) -> None:
    before = getattr(cl, name)
    importlib.import_module(f"botbridge.{name}")
    assert getattr(cl, name) is before
    assert not inspect.ismodule(before)


SIGNATURES = {
    cl.Message: "content author language elements type metadata tags id parent_id command created_at",
    cl.Message.stream_token: "self token is_sequence",
    cl.ErrorMessage: "content author fail_on_persist_error",
    cl.User: "identifier display_name metadata",
    cl.user_session.get: "key default",
    cl.user_session.set: "key value",
    cl.user_session.create_accessor: "key default apply_fn",
    cl.make_async: "func",
    cl.run_sync: "co",
    cl.sleep: "duration",
    cl.cache: "func",
}


@pytest.mark.parametrize("callable_", SIGNATURES, ids=lambda value: value.__qualname__)
def test_arguments_have_the_reference_names_in_its_order(callable_: object) -> None:
    assert callable(callable_)
    names = [name for name in inspect.signature(callable_).parameters if name not in {"actions", "modes"}]
    assert names == SIGNATURES[callable_].split()
