"""The web: start, memory, echo and streams, beside a bare aiohttp WebSocket server that speaks the same frames."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import aiohttp

from benchmarks.processes import Server, botbridge, serving
from benchmarks.table import Figure, run
from benchmarks.web_client import WebClient

T = TypeVar("T")

_FLOOR = ("-m", "benchmarks.web_floor", "{port}")
_STREAMS, _TOKENS = 50, 1000
_AT_ONCE = 50  # clients that connect or leave at the same time
_SETTLE = 0.5  # seconds for what follows an answer: the writes, the clean-up of connections


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: rounds of starts, of echoes and streams, echoes in each; sessions at one time.

    `patience` are the seconds that ended sessions get to leave memory: pings that were planned for them hold
    them for up to 25 s. Without patience what is left is no verdict.
    """

    starts: int = 5
    rounds: int = 7
    echoes: int = 300
    sessions: int = 1000
    patience: float = 27.0


@dataclass(slots=True)
class Load:
    """What one server did, a value per round; times in seconds."""

    medians: list[float] = field(default_factory=list)
    p95s: list[float] = field(default_factory=list)
    cpu_per_echo: list[float] = field(default_factory=list)
    tokens_per_second: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Memory:
    """A server's memory in MiB, and how many objects live in it (0 where that cannot be asked)."""

    rss: float
    objects: int


def measure(quick: bool) -> Sequence[Figure]:
    plan = Plan(starts=2, rounds=2, echoes=100, sessions=200, patience=0.0) if quick else Plan()
    return [*_starts(plan), *_loads(plan), *_sessions(plan.sessions, plan.patience)]


@contextmanager
def _both() -> Iterator[tuple[Server, Server]]:
    """Ours and the floor, side by side."""
    with _home() as folder, serving(botbridge(folder, "web")) as ours, serving(_FLOOR) as floor:
        yield ours, floor


@contextmanager
def _home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _starts(plan: Plan) -> Sequence[Figure]:
    ours, floor, idle, idle_floor = [], [], [], []
    with _home() as folder:
        with serving(botbridge(folder, "web")):
            pass  # makes the database and the bytecode
        for _ in range(plan.starts):
            with serving(_FLOOR) as server:
                floor.append(server.started_in)
                idle_floor.append(server.rss())
            with serving(botbridge(folder, "web")) as server:
                ours.append(server.started_in)
                time.sleep(_SETTLE)
                idle.append(server.rss())
    median = statistics.median
    return [
        Figure(name="start to /health", unit="s", ours=median(ours), floor=median(floor), at_most=0.8),
        Figure(name="idle memory", unit="MiB", ours=median(idle), floor=median(idle_floor), at_most=90),
    ]


def _loads(plan: Plan) -> Sequence[Figure]:
    ours, floor = Load(), Load()
    with _both() as servers:
        asyncio.run(_rounds(plan, list(zip(servers, (ours, floor), strict=True))))
    return [
        _figure("echo, median", "ms", 1000, ours.medians, floor.medians, at_most=1.5),
        _figure("echo, p95", "ms", 1000, ours.p95s, floor.p95s),
        _figure("echo, processor time", "ms", 1000, ours.cpu_per_echo, floor.cpu_per_echo),
        _figure(
            f"{_STREAMS} clients, {_TOKENS} tokens each",
            "tokens/s",
            1,
            ours.tokens_per_second,
            floor.tokens_per_second,
            at_least=200_000,
        ),
    ]


def _figure(
    name: str, unit: str, factor: float, ours: Sequence[float], floor: Sequence[float], **target: float
) -> Figure:
    medians = statistics.median(ours) * factor, statistics.median(floor) * factor
    return Figure(name=name, unit=unit, ours=medians[0], floor=medians[1], **target)


async def _rounds(plan: Plan, contenders: Sequence[tuple[Server, Load]]) -> None:
    async with _http() as http:
        for server, load in contenders:
            await _echo(http, server, load, plan.echoes)
            await _stream(http, server, load)
            for values in (load.medians, load.p95s, load.cpu_per_echo, load.tokens_per_second):
                values.clear()  # that was the warm-up
        for number in range(plan.rounds):
            for server, load in contenders if number % 2 else reversed(contenders):
                await _echo(http, server, load, plan.echoes)
                await _stream(http, server, load)


async def _echo(http: aiohttp.ClientSession, server: Server, load: Load, count: int) -> None:
    client = await WebClient(http, server.address).connect()
    await client.echo("first")
    before = server.cpu()
    times = sorted([(await client.echo(f"number {number}"))[0] for number in range(count)])
    await asyncio.sleep(_SETTLE / 5)
    load.cpu_per_echo.append((server.cpu() - before) / count)
    load.medians.append(times[len(times) // 2])
    load.p95s.append(times[len(times) * 95 // 100])
    await client.leave()


async def _stream(http: aiohttp.ClientSession, server: Server, load: Load) -> None:
    clients = [await WebClient(http, server.address).connect() for _ in range(_STREAMS)]
    began = time.perf_counter()
    await asyncio.gather(*(client.stream(_TOKENS) for client in clients))
    load.tokens_per_second.append(_STREAMS * _TOKENS / (time.perf_counter() - began))
    await asyncio.gather(*(client.leave() for client in clients))


def _sessions(count: int, patience: float) -> Sequence[Figure]:
    with _both() as (server, floor):
        empty, full, left, again = asyncio.run(_waves(server, count, patience))
        floor_empty, floor_full, *_ = asyncio.run(_waves(floor, count, 0.0))
    per_session = (full.rss - empty.rss) * 1024 / count
    floor_per_session = (floor_full.rss - floor_empty.rss) * 1024 / count
    objects, left_over = (full.objects - empty.objects) / count, (left.objects - empty.objects) / count
    return [
        Figure(name="a session", unit="KiB", ours=per_session, floor=floor_per_session, at_most=25),
        Figure(name=f"memory before {count} sessions", unit="MiB", ours=empty.rss),
        Figure(name="  with them", unit="MiB", ours=full.rss),
        Figure(name="  after they have ended", unit="MiB", ours=left.rss),
        Figure(name=f"  after {count} more have come and ended", unit="MiB", ours=again.rss),
        Figure(name="live objects per session", unit="", ours=objects),
        Figure(name="  after they have ended", unit="", ours=left_over, at_most=0.1 if patience else None),
    ]


async def _waves(server: Server, count: int, patience: float) -> tuple[Memory, Memory, Memory, Memory]:
    """Memory before many sessions, with them, after them, and after as many again."""
    async with _http() as http:
        await _leave(await _chat(http, server, _AT_ONCE))
        await asyncio.sleep(patience)
        empty = await _memory(http, server)
        clients = await _chat(http, server, count)
        full = await _memory(http, server)
        await _leave(clients)
        await asyncio.sleep(patience)
        left = await _memory(http, server)
        await _leave(await _chat(http, server, count))
        await asyncio.sleep(patience)
        return empty, full, left, await _memory(http, server)


async def _chat(http: aiohttp.ClientSession, server: Server, count: int) -> list[WebClient]:
    async def one() -> WebClient:
        client = await WebClient(http, server.address).connect()
        await client.echo("hello")
        return client

    return await _in_groups([one] * count)


async def _leave(clients: Sequence[WebClient]) -> None:
    await _in_groups([client.leave for client in clients])


async def _in_groups(works: Sequence[Callable[[], Awaitable[T]]]) -> list[T]:
    done: list[T] = []
    for start in range(0, len(works), _AT_ONCE):
        done += await asyncio.gather(*(work() for work in works[start : start + _AT_ONCE]))
    return done


async def _memory(http: aiohttp.ClientSession, server: Server) -> Memory:
    await asyncio.sleep(_SETTLE)
    client = await WebClient(http, server.address).connect()
    _, answer = await client.echo("objects")
    memory = Memory(server.rss(), int(answer) if answer.isdigit() else 0)
    await client.leave()
    return memory


def _http() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


if __name__ == "__main__":
    run("Web", measure)
