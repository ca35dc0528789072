"""The page that tells what each primitive becomes on each platform, made of the contract's results. Pure."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from botbridge.capability import Capabilities
from botbridge.testing.contract.suite import AdapterContract

Can = Callable[[Capabilities], bool]


@dataclass(frozen=True, slots=True)
class Primitive:
    """Something that an app writes; `instead` is what people see where a platform has no native form of it."""

    name: str
    instead: str = ""
    native: Can = lambda _can: True


PRIMITIVES: Sequence[Primitive] = (
    Primitive("`Message.send`"),
    Primitive("long text", "split at safe seams, nothing lost", lambda can: can.text.chars is None),
    Primitive("`author`", "a bold first line", lambda can: can.native_author),
    Primitive("`language`", "a fence", lambda can: can.native_language),
    Primitive("`stream_token`", "a message that is edited", lambda can: can.stream.kind != "edit"),
    Primitive("`update`", "a new message", lambda can: can.edit),
    Primitive("`remove`", "raises `Unsupported`", lambda can: can.delete),
    Primitive("working", "nothing", lambda can: can.status),
    Primitive("`Image`, `File`, `Pdf`, `Audio`, `Video`, `Pyplot`"),
    Primitive("`Text`", "short and inline: in the message; else a file", lambda can: can.text_elements),
    Primitive("`Plotly`", "a picture (with kaleido) and an HTML file", lambda can: can.plots),
    Primitive("`Dataframe`", "its first rows in the message, all of it as CSV", lambda can: can.tables is not None),
    Primitive(
        "`CustomElement`",
        "a link to its signed page (with `BOTBRIDGE_URL`), else its properties as a list",
        lambda can: can.custom_elements,
    ),
    Primitive("`ElementSidebar`", "a message under its title", lambda can: can.sidebar),
    Primitive("`element.send()`", "a message of its own", lambda can: can.loose_elements),
    Primitive("`Action`", "raises `Unsupported`", lambda can: can.actions),
    Primitive(
        "`AskUserMessage`", "a message; the next one of whoever is asked answers", lambda can: can.native_questions
    ),
    Primitive("`AskFileMessage`"),
    Primitive("`AskActionMessage`"),
    Primitive("`AskElementMessage` with `fields`"),
    Primitive(
        "`AskElementMessage` without",
        "a link to its signed page, for the person who is asked; raises `Unsupported` without `BOTBRIDGE_URL`",
        lambda can: can.custom_elements,
    ),
    Primitive("`Step`", "a list of tasks in a message that is edited", lambda can: can.step_tree or can.task_lists),
    Primitive("`TaskList`", "a list in a message that is edited", lambda can: can.task_lists),
    Primitive("`on_feedback`", "reactions only", lambda can: can.rating),
    Primitive("`on_reaction`"),
    Primitive("`on_stop`"),
    Primitive("`on_audio_chunk`"),
    Primitive(
        "a notice for one person", "a message to all that begins with the person's name", lambda can: can.notices
    ),
    Primitive("`user`"),
    Primitive("`user.mention`"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One column: what it calls things (`forms`, by primitive), what it can, and which cases it passed."""

    name: str
    forms: Mapping[str, str]
    capabilities: Capabilities
    passed: Collection[str]

    def form(self, primitive: Primitive) -> str:
        """What the primitive becomes here."""
        told = self.forms.get(primitive.name)
        if told is None and primitive.native(self.capabilities):
            raise ValueError(f"{self.name} does not say what {primitive.name} becomes there")
        return told or f"*{primitive.instead}*"


def page(platforms: Sequence[Platform]) -> str:
    """The whole page, in Markdown."""
    columns = [platform.name for platform in platforms]
    forms = [_row([one.name, *(platform.form(one) for platform in platforms)]) for one in PRIMITIVES]
    parts = [_INTRODUCTION, "\n".join([_row(["primitive", *columns]), _rule(columns), *forms]), _PROMISES]
    for kind in AdapterContract.__bases__:
        rows = [_row([promise, *(_mark(platform, name) for platform in platforms)]) for name, promise in cases(kind)]
        parts.append("\n".join([f"### {kind.__name__}\n", _row(["promise", *columns]), _rule(columns), *rows]))
    return "\n\n".join(parts) + "\n"


def cases(kind: type) -> list[tuple[str, str]]:
    """The cases of one part of the contract: the name of each and what it promises."""
    return [
        (name, " ".join((inspect.getdoc(case) or "").split()))
        for name, case in vars(kind).items()
        if name.startswith("test_")
    ]


def _mark(platform: Platform, case: str) -> str:
    return "✓" if case in platform.passed else "-"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _rule(columns: Sequence[str]) -> str:
    return f"|{'---|' * (len(columns) + 1)}"


_INTRODUCTION = """\
# Parity

What each primitive becomes on each platform. In *slanted letters* stands what people see where a platform has no native
form of it. This page is made by `make parity` from what the adapters declare and from the results of the contract suite
([testing.md](testing.md)), which runs against each platform's fake.

Not there yet, on any platform: starters, chat profiles, chat settings, commands, sign-in, the list of old threads,
audio, sharing."""

_PROMISES = """\
## Promises

Each line is a case of the suite; ✓ says that it passed. Where a platform lacks something, the case asserts what people
see instead."""
