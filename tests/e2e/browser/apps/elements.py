"""Elements of every type, the app's own, and the sidebar."""

import io
import wave
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

import botbridge as cl

ROWS = 100_000


def figure(text: str = "tides") -> Figure:
    drawn = Figure(figsize=(4, 2))
    axes = drawn.subplots()
    axes.plot([4, 7, 5, 8])
    axes.set_title(text)
    return drawn


def picture() -> bytes:
    out = io.BytesIO()
    figure().savefig(out, format="png")
    return out.getvalue()


def report() -> bytes:
    out = io.BytesIO()
    with PdfPages(out) as pages:
        for number in range(1, 4):
            pages.savefig(figure(f"Harbour report, page {number}"))
    return out.getvalue()


def tone() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    return out.getvalue()


def table() -> pd.DataFrame:
    numbers = range(ROWS)
    ships = [f"ship {number}" for number in numbers]
    return pd.DataFrame({"ship": ships, "draft": [number / 10 for number in numbers], "=1+1": "=2+2"})


async def show(text: str, *elements: cl.Element) -> None:
    await cl.Message(text, elements=list(elements)).send()


async def odd() -> None:
    missing = cl.File(name="gone.txt", path="/nowhere/gone.txt")
    inside = cl.Image(name="inside.png", url="http://127.0.0.1:1/secret.png")
    html = cl.File(name="page.html", content=b"<script>parent.hacked = 1; window.hacked = 1</script>", mime="text/html")
    await show("odd", missing, inside, html)


async def sidebar(more: str) -> None:
    if more == "close":
        await cl.ElementSidebar.set_elements([])
        return
    await cl.ElementSidebar.set_title(f"Notes {more}")
    notes = cl.Text(name="notes", content=f"# Sheet {more}\n\nSome **bold** words")
    counter = cl.CustomElement(name="Counter", props={"count": 7})
    await cl.ElementSidebar.set_elements([notes, counter])
    await cl.Message("beside").send()


async def texts() -> None:
    words = cl.Text(name="words", content="Some **bold** <b>raw</b>")
    code = cl.Text(name="tide.py", content="def tide(): pass", language="python")
    beside = cl.Text(name="the chart", content="# Beside", display="side")
    page = cl.Text(name="the log", content="# A page", display="page")
    await show("See the chart and the log.", words, code, beside, page)


SHOWN: dict[str, Any] = {
    "picture": lambda: show("picture", cl.Image(name="tide.png", content=picture())),
    "sound": lambda: show("sound", cl.Audio(name="horn.wav", content=tone())),
    "document": lambda: show("document", cl.Pdf(name="report.pdf", content=report(), page=2)),
    "file": lambda: show("file", cl.File(name='a "b" ä.csv', content="ship,draft\nAriadne,3")),
    "charts": lambda: show(
        "charts",
        cl.Plotly(name="bars", figure=go.Figure(go.Bar(x=["a", "b", "c"], y=[4, 7, 5]))),
        cl.Pyplot(name="lines", figure=figure()),
    ),
    "table": lambda: show("table", cl.Dataframe(name="ships", data=table())),
    "counter": lambda: show("counter", cl.CustomElement(name="Counter", props={"count": 1})),
    "texts": texts,
    "odd": odd,
}


@cl.on_message
async def answer(message: cl.Message) -> None:
    word, _, more = message.content.partition(" ")
    if message.elements:
        [film] = message.elements
        await show("film", cl.Video(name="film.webm", path=film.path, mime="video/webm"))
    elif word == "sidebar":
        await sidebar(more)
    elif word == "change":
        counter = next(one for said in cl.chat_context.get() for one in said.elements if one.name == "Counter")
        counter.props = {"count": 40}
        await counter.update()
        await cl.Message("changed").send()
    elif word in SHOWN:
        await SHOWN[word]()
    else:
        await cl.Message(f"re: {message.content}").send()


@cl.action_callback("save")
async def save(action: cl.Action) -> dict[str, Any]:
    (Path(__file__).parent / "notes.txt").write_text(f"{action.payload['count']}\n")
    return {"saved": action.payload["count"]}


@cl.action_callback("broken")
async def broken(_action: cl.Action) -> Any:
    return object()
