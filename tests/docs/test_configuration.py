"""docs/configuration.md names every setting with its default, and every variable."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from types import UnionType
from typing import get_args

import pytest
from blocks import ROOT
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from botbridge.config import Config, Overlap

TEXT = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
SOURCES = [*ROOT.glob("botbridge/**/*.py"), *ROOT.glob("adapters/**/*.py"), ROOT / "webui" / "hatch_build.py"]

_SECTION = re.compile(r"^#+ `\[+([a-z_.]+)\]+`", re.MULTILINE)
_ROW = re.compile(r"^\| `([a-z_]+)` \| (.+?) \| .+ \|$", re.MULTILINE)
_VARIABLE = re.compile(r"\b(?:DATABASE|BOTBRIDGE|DISCORD|SLACK|TEAMS)_[A-Z_]+\b")
_FREE: set[str] = set()  # sections without keys of their own yet


def _told() -> Iterator[tuple[str, str]]:
    """Every key in the page's tables with its default, as JSON."""
    _, *parts = _SECTION.split(TEXT.partition("## Environment")[0])
    for section, text in zip(parts[::2], parts[1::2], strict=True):
        for key, default in _ROW.findall(text):
            if section != "run" or key not in _policies():
                yield f"{section}.{key}", default.strip("`")


def _policies() -> tuple[str, ...]:
    return get_args(Overlap)


def _known(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, str]]:
    """Every key of the models with its default, as JSON."""
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            yield from _known(type(field.default), f"{path}{name}.")
        elif path or name not in _FREE:
            yield f"{path}{name}", "required" if field.is_required() else json.dumps(field.default, ensure_ascii=False)
            for item in _tables(field):
                yield from _known(item, f"{path}{name}.")


def _tables(field: FieldInfo) -> Iterator[type[BaseModel]]:
    """The models of a list of tables."""
    kinds = get_args(field.annotation) if isinstance(field.annotation, UnionType) else (field.annotation,)
    for kind in kinds:
        yield from (item for item in get_args(kind) if isinstance(item, type) and issubclass(item, BaseModel))


def test_every_key_is_told_with_its_default() -> None:
    assert dict(_told()) == dict(_known(Config))


@pytest.mark.parametrize("value", _policies())
def test_every_policy_is_explained(value: str) -> None:
    assert f"| `{value}` | " in TEXT


def test_every_variable_is_told_and_read() -> None:
    read = {name for path in SOURCES for name in re.findall(rf'"({_VARIABLE.pattern})"', path.read_text("utf-8"))}
    told = set(_VARIABLE.findall(TEXT.partition("## Environment")[2]))
    assert told == read
