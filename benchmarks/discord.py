"""Discord: an event of the gateway until its answer is posted, beside a bare discord.py bot; limits and resumes."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.discord_people import PATIENCE, People, discord
from benchmarks.processes import APPS, ECHO, Server, botbridge, serving
from benchmarks.table import Figure, run

_FLIGHT = 32  # events that are begun and not yet answered
_FLOOR = ("-m", "benchmarks.discord_floor", "{port}")
_UNPACED = "benchmarks.discord_unpaced"
_SLOW = APPS / "slow.py"
_TOKENS = 200
_SETTLE = 1.0  # seconds in which something could come twice


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rounds, events in each, and events that are missed."""

    rounds: int = 5
    events: int = 600
    missed: int = 1000
    streams: int = 20
    warm_up: int = 200


@dataclass(slots=True)
class App:
    """An app on a Discord of its own, and its figures, a value per round."""

    server: Server
    people: People
    alone: list[float] = field(default_factory=list)  # events a second, one at a time
    direct: list[float] = field(default_factory=list)  # events a second
    mentions: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # seconds for a direct message


def measure(quick: bool) -> Sequence[Figure]:
    plan = Plan(rounds=2, events=150, warm_up=50, streams=8) if quick else Plan()
    return asyncio.run(_measure(plan))


async def _measure(plan: Plan) -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *await _compare(folder, plan),
            *await _streams(folder / "threads", plan.streams, one_thread=False),
            *await _streams(folder / "thread", plan.streams, one_thread=True),
        ]


@asynccontextmanager
async def _app(folder: Path, module: str, *, limited: bool = False, source: Path = ECHO) -> AsyncIterator[App]:
    """An app by this module's command, or the bare bot, on a Discord of its own."""
    folder.mkdir(exist_ok=True)
    command = _FLOOR if not module else botbridge(folder, "discord", source=source, module=module)
    async with discord(limited=limited) as people:
        process = serving(command, env=people.fake.env())
        # In a thread: the app cannot start unless Discord answers.
        server = await asyncio.to_thread(process.__enter__)
        try:
            yield App(server, people)
        finally:
            await asyncio.to_thread(process.__exit__, None, None, None)


async def _compare(folder: Path, plan: Plan) -> Sequence[Figure]:
    async with _app(folder / "ours", _UNPACED) as ours, _app(folder / "bare", "") as bare:
        for app in (ours, bare):
            await app.people.direct(plan.warm_up, _FLIGHT)
        for number in range(plan.rounds):
            for app in (ours, bare) if number % 2 else (bare, ours):
                await _round(app, plan.events)
        return [*_figures(ours, bare), *await _resume(ours.people, plan.missed)]


async def _round(app: App, events: int) -> None:
    app.alone.append(events / await app.people.direct(events, 1))
    before = app.server.cpu()
    app.direct.append(events / await app.people.direct(events, _FLIGHT))
    app.cpu.append((app.server.cpu() - before) / events)
    app.mentions.append(events / await app.people.mentions(events, _FLIGHT))


def _figures(ours: App, bare: App) -> Sequence[Figure]:
    median = statistics.median
    return [
        Figure(
            name="direct messages, one at a time, floor: discord.py",
            unit="events/s",
            ours=median(ours.alone),
            floor=median(bare.alone),
        ),
        Figure(
            name=f"  {_FLIGHT} at a time",
            unit="events/s",
            ours=median(ours.direct),
            floor=median(bare.direct),
            of_floor=0.7,
        ),
        Figure(
            name="mentions, each in a new thread, floor: discord.py",
            unit="events/s",
            ours=median(ours.mentions),
            floor=median(bare.mentions),
            of_floor=0.7,
        ),
        Figure(
            name="processor time per direct message",
            unit="ms",
            ours=median(ours.cpu) * 1000,
            floor=median(bare.cpu) * 1000,
        ),
    ]


async def _resume(people: People, missed: int) -> Sequence[Figure]:
    """The connection is lost, cannot be made again at first, and much is said meanwhile."""
    fake = people.fake
    sessions = fake.gateway.identified
    fake.faults.refuse_connections(2)
    fake.gateway.drop()
    await fake.until(lambda: not fake.gateway.connected, PATIENCE)
    before, said = people.answered, await people.say(missed, _FLIGHT)
    began = time.perf_counter()
    await fake.connected(PATIENCE)
    back = time.perf_counter()
    await fake.until(lambda: people.answered - before >= missed, PATIENCE)
    seconds = time.perf_counter() - back
    await asyncio.sleep(_SETTLE)
    wrong = sum(people.texts(channel)[-len(texts) :] != texts for channel, texts in said.items())
    return [
        Figure(name=f"seconds for {missed} missed events after a resume", unit="s", ours=seconds),
        Figure(name="  conversations where one is missing, doubled or late", unit="", ours=wrong, at_most=0),
        Figure(name="  new sessions", unit="", ours=fake.gateway.identified - sessions, at_most=0),
        Figure(name="  seconds until it was connected again", unit="s", ours=back - began),
    ]


async def _streams(folder: Path, count: int, *, one_thread: bool) -> Sequence[Figure]:
    """Many answers grow at once, at the pace that Discord allows."""
    folder.mkdir()
    (folder / "botbridge.toml").write_text('[run]\noverlap = "parallel"\n', encoding="utf-8")
    async with _app(folder, "botbridge", limited=True, source=_SLOW) as app:
        began = time.perf_counter()
        finished = await app.people.streams(count, _TOKENS, one_thread=one_thread)
        seconds = time.perf_counter() - began
        edits = len(app.people.fake.calls_of("edit_message"))
        too_many = len(app.people.fake.over_budget)
    where = "one thread" if one_thread else "threads of one channel"
    return [
        Figure(name=f"{count} streams in {where}: answers 429", unit="", ours=too_many, at_most=0),
        Figure(name="  that are complete", unit="", ours=finished, at_least=count),
        Figure(name="  edits for each", unit="", ours=edits / count),
        Figure(name="  seconds until the last is complete", unit="s", ours=seconds),
    ]


if __name__ == "__main__":
    run("Discord", measure)
