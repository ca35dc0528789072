"""Elements: shown natively where the platform has them, else by what stands in for them; never lost in silence."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

import botbridge as cl
from botbridge.model.element import ElementDisplay
from botbridge.testing.contract.apps import answering, echo
from botbridge.testing.contract.cases.filing import PNG, bytes_at, file_names
from botbridge.testing.contract.stage import Seen, Stage


class Frame:
    """What a data frame of polars looks like: enough of one, without the package."""

    def __init__(self, **columns: list[Any]) -> None:
        self.columns = list(columns)
        self.dtypes = [type(values[0]) for values in columns.values()]
        self._rows = list(zip(*columns.values(), strict=True))

    def iter_rows(self) -> Any:
        return iter(self._rows)


def readable(shown: list[Seen]) -> str:
    """All that people read, in messages and in what hangs on them."""
    return "\n".join(f"{one.text}\n{one.details}" for one in shown)


def showing(*elements: Callable[[], cl.Element], text: str = "look") -> Callable[[cl.Message], Awaitable[None]]:
    """Answers with a message that bears these elements, then with another one."""

    async def answer(_message: cl.Message) -> None:
        await cl.Message(text, elements=[make() for make in elements]).send()
        await cl.Message("end").send()

    return answer


@pytest.mark.asyncio
class Showing:
    """Elements of every kind."""

    @pytest.mark.parametrize("display", ["inline", "side", "page"])
    async def test_a_text_is_shown(self, stage: Stage, display: ElementDisplay) -> None:
        """A text element is shown in full, as text or as a file, wherever it is to be displayed."""
        code = "def answer():\n    return '``` <b>'"
        element = lambda: cl.Text(name="code.py", content=code, language="python", display=display)  # noqa: E731
        async with stage.run(answering(showing(element))):
            await stage.person().say("go")
            shown = await stage.text("end")
            if "code.py" in file_names(shown):
                assert (await stage.download("code.py")).decode() == code
            else:
                assert "return '``` <b>'" in readable(shown)

    async def test_a_small_table_is_shown_whole(self, stage: Stage) -> None:
        """A small data frame is shown as a table with all of its cells; what is in them is only text."""
        frame = Frame(name=["Ada", "**Bob** | <!channel>"], born=[1815, None], rate=[0.5, float("nan")])
        async with stage.run(answering(showing(lambda: cl.Dataframe(name="people", data=frame)))):
            await stage.person().say("go")
            shown = await stage.text("end")
        said = readable(shown).replace("\\", "").replace("\u2060", "")
        assert all(word in said for word in ("name", "born", "Ada", "**Bob**", "1815", "0.5"))
        assert await stage.pings() == []

    async def test_a_large_table_can_be_had_whole(self, stage: Stage) -> None:
        """Of a large data frame the first rows are shown; all of it is a file, or fetched page by page."""
        frame = Frame(number=list(range(1000)), square=[number**2 for number in range(1000)])
        async with stage.run(answering(showing(lambda: cl.Dataframe(name="squares", data=frame)))):
            await stage.person().say("go")
            shown = await stage.text("end")
            assert "81" in readable(shown)
            tables = stage.capabilities.tables
            if tables is None or tables.rows is not None:
                rows = (await stage.download("squares.csv")).decode().splitlines()
                assert (len(rows), rows[0], rows[-1]) == (1001, "number,square", "999,998001")
            else:
                whole = json.loads(await stage.download("squares"))
                assert (len(whole["data"]), whole["data"][-1]) == (1000, [999, 998001])

    async def test_a_figure_is_a_picture(self, stage: Stage) -> None:
        """A matplotlib figure is a picture."""
        figure = pytest.importorskip("matplotlib.figure").Figure((1, 1))
        figure.add_subplot().plot([1, 2])
        async with stage.run(answering(showing(lambda: cl.Pyplot(name="line.png", figure=figure)))):
            await stage.person().say("go")
            shown = await stage.text("end")
            assert file_names(shown) == ["line.png"]
            assert (await stage.download("line.png")).startswith(PNG[:8])

    async def test_a_plot_can_be_moved_in(self, stage: Stage) -> None:
        """A plotly figure is shown as such, or as a page that can be opened in a browser."""
        graph = pytest.importorskip("plotly.graph_objects")
        figure = graph.Figure(data=[graph.Bar(x=["a", "b"], y=[1, 3])])
        async with stage.run(answering(showing(lambda: cl.Plotly(name="bars", figure=figure)))):
            await stage.person().say("go")
            shown = await stage.text("end")
            if stage.capabilities.plots:
                assert json.loads(await stage.download("bars"))["data"][0]["type"] == "bar"
            else:
                assert "bars.html" in file_names(shown)
                assert b"<html" in await stage.download("bars.html")

    async def test_an_element_of_the_apps_own_is_readable(self, stage: Stage) -> None:
        """A custom element is shown by its page where there is one, else its properties can be read; they change."""

        def app() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content == "go":
                    props = {"title": "A *ticket*", "owners": ["Ada", "Bob"], "open": True}
                    element = cl.CustomElement(name="Ticket", props=props)
                    cl.user_session.set("ticket", element)
                    await cl.Message("look", elements=[element]).send()
                else:
                    element = cl.user_session.get("ticket")
                    element.props["title"] = "closed now"
                    await element.update()
                await cl.Message(f"end of {message.content}").send()

        async with stage.run(app):
            await stage.person().say("go")
            shown = await stage.text("end of go")
            said = readable(shown).replace("\\", "")
            assert all(
                word in said for word in ("Ticket" if not stage.capabilities.custom_elements else "", "A *ticket*")
            )
            assert all(word in said for word in ("owners", "Ada", "Bob"))
            await stage.person().say("change")
            shown = await stage.text("end of change")
        assert "closed now" in readable(shown)
        if stage.capabilities.edit:
            assert "A *ticket*" not in readable(shown).replace("\\", "")

    async def test_an_element_may_come_by_itself(self, stage: Stage) -> None:
        """`element.send()` shows an element without a message of the app's, and `remove()` takes it away."""

        def app() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content == "go":
                    element = cl.File(name="data.bin", content=b"\x00\x01")
                    cl.user_session.set("file", element)
                    await element.send()
                elif stage.capabilities.delete:
                    await cl.user_session.get("file").remove()
                await cl.Message(f"end of {message.content}").send()

        async with stage.run(app):
            await stage.person().say("go")
            shown = await stage.text("end of go")
            assert file_names(shown) == ["data.bin"]
            assert await stage.download("data.bin") == b"\x00\x01"
            await stage.person().say("remove")
            shown = await stage.text("end of remove")
        if stage.capabilities.delete:
            assert file_names(shown) == []

    async def test_an_element_of_a_message_can_be_taken_away(self, stage: Stage) -> None:
        """`remove()` takes one element of a message away; its text and the other elements stay."""
        if not (stage.capabilities.edit and stage.capabilities.delete):
            return

        def app() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content == "go":
                    names = ("one.bin", "two.bin")
                    elements = [cl.File(name=name, content=name.encode()) for name in names]
                    await cl.Message("look", elements=elements).send()
                else:
                    said = next(one for one in cl.chat_context.get() if one.content == "look")
                    await said.elements[0].remove()
                await cl.Message(f"end of {message.content}").send()

        async with stage.run(app):
            await stage.person().say("go")
            shown = await stage.text("end of go")
            assert sorted(file_names(shown)) == ["one.bin", "two.bin"]
        async with stage.run(app):
            await stage.person().say("remove")
            shown = await stage.text("end of remove")
        assert file_names(shown) == ["two.bin"]
        assert "look" in [one.text for one in shown]

    async def test_what_is_missing_is_said(self, stage: Stage, tmp_path: Path) -> None:
        """A missing file and a refused address leave a note in their place; the rest of the message goes out."""
        elements = [
            lambda: cl.File(name="gone.pdf", path=str(tmp_path / "gone.pdf")),
            lambda: cl.Image(name="inside", url="http://127.0.0.1:1/secret.png"),
            lambda: cl.Image(name="local", url="file:///etc/passwd"),
            lambda: cl.File(name="there.bin", content=b"\x00"),
        ]
        async with stage.run(answering(showing(*elements))):
            await stage.person().say("go")
            shown = await stage.text("end")
        assert file_names(shown) == ["there.bin"]
        said = readable(shown).replace("\\", "").replace("\u2060", "")
        assert "look" in said
        for name, reason in (("gone.pdf", "missing"), ("inside", "public"), ("local", "file:")):
            assert any(name in line and reason in line for line in said.splitlines()), name

    async def test_elements_come_back_with_the_thread(self, stage: Stage) -> None:
        """After a restart the elements of earlier messages are there with their bytes, those of the app as well."""

        def app() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content == "go":
                    await showing(lambda: cl.File(name="data.bin", content=b"\x00\x01"))(message)
                    return
                said = next(one for one in cl.chat_context.get() if one.content == "look")
                (element,) = said.elements
                await cl.Message(f"{element.name} {element.type} {bytes_at(element.path)!r}").send()

        async with stage.run(app):
            await stage.person().say("go")
            await stage.text("end")
        async with stage.run(app):
            await stage.person().say("what was it")
            await stage.text(r"data.bin file b'\x00\x01'")

    async def test_the_sidebar_shows_its_elements(self, stage: Stage) -> None:
        """The sidebar shows its title and elements; where there is none, they are a message. It can be emptied."""

        def app() -> None:
            @cl.on_message
            async def answer(message: cl.Message) -> None:
                if message.content == "go":
                    await cl.ElementSidebar.set_title("Sources")
                    await cl.ElementSidebar.set_elements([cl.File(name="data.bin", content=b"\x00")], key="a")
                elif message.content == "same":
                    await cl.ElementSidebar.set_elements([cl.File(name="other.bin", content=b"\x00")], key="a")
                elif stage.capabilities.delete:
                    await cl.ElementSidebar.set_elements([])
                await echo(message)

        async with stage.run(app):
            await stage.person().say("go")
            shown = await stage.text("re: go")
            if not stage.capabilities.sidebar:
                assert "Sources" in readable(shown)
                assert file_names(shown) == ["data.bin"]
            else:
                assert await stage.sidebar() == ("Sources", ("data.bin",))
            await stage.person().say("same")
            shown = await stage.text("re: same")
            if not stage.capabilities.sidebar:
                assert file_names(shown) == ["data.bin"]
            await stage.person().say("empty")
            shown = await stage.text("re: empty")
            if stage.capabilities.sidebar:
                assert (await stage.sidebar()).names == ()
            elif stage.capabilities.delete:
                assert "Sources" not in readable(shown)
