"""Signed links: read by who signed them, for a while, and by nobody else's making."""

from __future__ import annotations

import base64
import json
import stat
import time
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botbridge.errors import ConfigError
from botbridge.links import Link, Links, base_url, link_secret
from botbridge.model.user import Author

ADA = Author(platform="slack", native_id="U1", scope="T1", name="Ada")
LINK = Link(thread_id="t", element_id="e", author=ADA)
LINKS = Links("https://bot.example", b"secret", 60)

words = st.text(max_size=10)
authors = st.none() | st.builds(Author, platform=words, native_id=words, scope=words, name=words)


def token_of(address: str | None) -> str:
    assert address is not None
    return parse_qs(urlsplit(address).query)["token"][0]


@given(st.builds(Link, thread_id=words, element_id=st.text(min_size=1, max_size=10), author=authors))
def test_what_was_signed_is_read(link: Link) -> None:
    address = LINKS.page(link)
    assert address is not None
    assert address.isascii()
    parts = urlsplit(address)
    assert (parts.netloc, unquote(parts.path.removeprefix("/element/"))) == ("bot.example", link.element_id)
    assert "/" not in parts.path.removeprefix("/element/")
    assert LINKS.read(token_of(address)) == link


@pytest.mark.parametrize("place", range(0, 200, 7))
def test_one_changed_letter_makes_it_void(place: int) -> None:
    token = token_of(LINKS.page(LINK))
    place %= len(token)
    letter = "A" if token[place] != "A" else "B"
    assert LINKS.read(token[:place] + letter + token[place + 1 :]) is None


@given(st.text(st.characters(exclude_categories=())) | st.text("abcABC019-_.="))
def test_what_somebody_made_up_is_nothing(token: str) -> None:
    assert LINKS.read(token) is None


def test_a_token_says_what_it_is_for_and_holds_only_with_its_signature() -> None:
    token = token_of(LINKS.page(LINK))
    body, _, signature = token.partition(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    forged = base64.urlsafe_b64encode(json.dumps({**told, "element": "other"}).encode()).decode().rstrip("=")
    other = token_of(LINKS.page(Link(thread_id="t", element_id="other"))).partition(".")[2]
    for bad in (body, f"{body}.", f"{forged}.{signature}", f"{body}.{other}", f"{token}.", f"{token}=", f" {token}"):
        assert LINKS.read(bad) is None
    assert Links("https://bot.example", b"another", 60).read(token) is None
    assert LINKS.read(token) == LINK


def test_a_link_lasts_as_long_as_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = token_of(LINKS.page(LINK)), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 58)
    assert LINKS.read(token) == LINK
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert LINKS.read(token) is None


def test_without_an_address_there_are_no_links() -> None:
    assert Links(None, b"secret", 60).page(LINK) is None


@pytest.mark.parametrize(
    ("told", "root", "base"),
    [
        ("", "", None),
        ("", "/chat", None),
        ("https://bot.example", "", "https://bot.example"),
        ("https://bot.example/", "", "https://bot.example"),
        ("https://bot.example", "/chat", "https://bot.example/chat"),
        ("https://bot.example/chat/", "/chat", "https://bot.example/chat"),
        ("http://127.0.0.1:8000", "", "http://127.0.0.1:8000"),
    ],
)
def test_the_address_is_what_the_environment_says(told: str, root: str, base: str | None) -> None:
    assert base_url({"BOTBRIDGE_URL": told}, root) == base


@pytest.mark.parametrize("told", ["bot.example", "ftp://bot.example", "https://", "javascript:alert(1)"])
def test_an_address_that_is_none_stops_the_start(told: str) -> None:
    with pytest.raises(ConfigError, match="BOTBRIDGE_URL"):
        base_url({"BOTBRIDGE_URL": told}, "")


def test_the_secret_is_drawn_once_and_kept_to_ourselves(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    first = link_secret({}, folder)
    assert len(first) >= 32
    assert link_secret({}, folder) == first
    [kept] = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert link_secret({}, tmp_path / "other") != first
    assert link_secret({"BOTBRIDGE_AUTH_SECRET": "mine"}, folder) == b"mine"
    assert link_secret({"BOTBRIDGE_AUTH_SECRET": ""}, folder) == first


def test_a_secret_that_is_not_whole_is_never_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies after it made the file and before it wrote the key: the next one must not sign with nothing."""

    def die(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", die)
        with pytest.raises(KeyboardInterrupt):
            link_secret({}, tmp_path)
    assert len(link_secret({}, tmp_path)) >= 32
