"""Charts and tables of the same numbers: a picture, a chart to move in, a grid. Needs matplotlib, plotly and pandas."""

import math

import pandas as pd
import plotly.express as px
from matplotlib.figure import Figure

import botbridge as cl


@cl.on_message
async def chart(message: cl.Message) -> None:
    rows = int(message.content) if message.content.isdigit() else 200
    # What takes long goes into a thread, so that nobody else waits.
    data = await cl.make_async(measure)(min(max(rows, 2), 100_000))
    elements = [
        cl.Pyplot(name="tide.png", figure=await cl.make_async(draw)(data)),
        cl.Plotly(name="tide and wind", figure=px.line(data, x="hour", y=["tide", "wind"])),
        cl.Dataframe(name="measurements", data=data),
    ]
    await cl.Message(f"{len(data)} hours of tide and wind. Write another number for more.", elements=elements).send()


def measure(hours: int) -> pd.DataFrame:
    tide = [round(2 * math.sin(hour * 2 * math.pi / 12.4), 2) for hour in range(hours)]
    wind = [round(5 + 3 * math.cos(hour / 7), 1) for hour in range(hours)]
    return pd.DataFrame({"hour": range(hours), "tide": tide, "wind": wind})


def draw(data: pd.DataFrame) -> Figure:
    figure = Figure(figsize=(6, 2.5))
    axes = figure.add_subplot(xlabel="hour", ylabel="metres")
    axes.plot(data["hour"][:100], data["tide"][:100])
    return figure
