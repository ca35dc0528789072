"""A question to people, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePath
from typing import Any, Literal

from botbridge.model.form import Field, fields_of

AskKind = Literal["text", "file", "action", "element"]
Outcome = Literal["answered", "expired", "interrupted", "stopped"]
Accept = list[str] | dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskData:
    """What is asked, of whom, and how it went.

    `id` is the message's, `text` what it asks, in Markdown. `timeout` is in seconds. `respondents` are the
    identifiers of those who may answer, None for anyone. `accept`, `max_size_mb` and `max_files` are the rule for
    files; `props` are the properties of the element that is asked for. `outcome` is None while it is open.
    """

    id: str
    thread_id: str
    kind: AskKind
    timeout: float
    text: str = ""
    respondents: tuple[str, ...] | None = None
    accept: Accept | None = None
    max_size_mb: float | None = None
    max_files: int | None = None
    element_id: str | None = None
    props: Mapping[str, Any] | None = None
    action_ids: tuple[str, ...] = ()
    outcome: Outcome | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The form that is asked for, where the element describes one."""
        return fields_of(self.props or {})

    @property
    def max_bytes(self) -> int | None:
        """The largest file that is taken, in bytes."""
        return int(self.max_size_mb * 1024 * 1024) if self.max_size_mb is not None else None

    @property
    def rule(self) -> str:
        """The rule for files in words, for the person who is asked."""
        several = (self.max_files or 1) > 1
        count = f"up to {self.max_files} files" if several else "one file"
        kinds = f" of type {', '.join(_kinds(self.accept))}" if self.accept and "*/*" not in self.accept else ""
        each = " each" if several else ""
        size = f", at most {self.max_size_mb:g} MB{each}" if self.max_size_mb is not None else ""
        return f"{count}{kinds}{size}"

    def refusal(self, name: str, mime: str, size: int | None) -> str | None:
        """Why a file is no answer, in words for the person; None if it fits."""
        too_large = size is not None and self.max_bytes is not None and size > self.max_bytes
        if not too_large and accepts(self.accept or ["*/*"], name, mime):
            return None
        return f"{name} was not taken: this needs {self.rule}"

    def allows(self, identifier: str | None) -> bool:
        """Whether this person may answer; nobody in particular may where nobody is known."""
        return self.respondents is None or identifier in self.respondents


def accepts(rule: Accept, name: str, mime: str) -> bool:
    """Whether a file fits: a list of MIME patterns, or MIME patterns with the suffixes that go with each."""
    if isinstance(rule, list):
        return any(_matches(pattern, name, mime) for pattern in rule)
    suffix = PurePath(name).suffix.lower()
    return any(
        fnmatch(mime, pattern) and (not suffixes or suffix in [item.lower() for item in suffixes])
        for pattern, suffixes in rule.items()
    )


def _matches(pattern: str, name: str, mime: str) -> bool:
    if pattern.startswith("."):
        return name.lower().endswith(pattern.lower())
    return fnmatch(mime.lower(), pattern.lower())


def _kinds(accept: Accept) -> list[str]:
    if isinstance(accept, list):
        return accept
    return [kind for mime, suffixes in accept.items() for kind in (suffixes or [mime])]
