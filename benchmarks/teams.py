"""Teams: a signed activity until its answer is posted, beside a bare botbuilder bot that does it without storing it.

The last lines are about a handler that takes 20 s: Teams gives up after 15, so nobody may wait for it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processes import Server, botbridge, serving
from benchmarks.table import Figure, run
from benchmarks.teams_sink import APP_ID, PASSWORD

_FLIGHT = 32  # activities that are begun and not yet answered
_SLOW = "slow 20"  # what the echo app is told to take 20 s for


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rounds, and how many activities in each."""

    rounds: int = 5
    events: int = 1000
    slow_events: int = 1200
    warm_up: int = 300


@dataclass(slots=True)
class App:
    """An app under load and its figures, a value per round; times in seconds."""

    server: Server
    per_second: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    doubled: int = 0  # answers that came twice, in all


def measure(quick: bool) -> Sequence[Figure]:
    plan = Plan(rounds=2, events=200, slow_events=200, warm_up=100) if quick else Plan()
    with _running() as (sink, ours, bare):
        for app in (ours, bare):
            _send(app, sink, plan.warm_up, "--flight", _FLIGHT)
        before = _calls(sink)
        _send(ours, sink, _FLIGHT, "--flight", _FLIGHT)
        calls = sum((_calls(sink) - before).values()) / _FLIGHT
        for number in range(plan.rounds):
            for app in (ours, bare) if number % 2 == 0 else (bare, ours):
                _saturate(app, sink, plan.events)
        rate = statistics.median(ours.per_second) / 2
        acknowledged = sorted(_send(ours, sink, plan.slow_events, "--rate", rate, "--text", _SLOW)[1])
    return [
        *_figures(ours, bare),
        Figure(name="calls of the connector per activity", unit="", ours=calls, floor=1),
        *_acknowledgements(acknowledged, rate),
    ]


@contextmanager
def _running() -> Iterator[tuple[Server, App, App]]:
    """The sink, and two apps that use it: ours, and the SDK's."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sink = stack.enter_context(serving(("-m", "benchmarks.teams_sink", "{port}")))
        env = {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_LOGIN_URL": sink.address,
            "TEAMS_OPENID_METADATA_URL": f"{sink.address}/metadata",
        }
        commands = (botbridge(folder, "teams"), ("-m", "benchmarks.teams_floor", "{port}"))
        ours, bare = (App(stack.enter_context(serving(command, env=env))) for command in commands)
        yield sink, ours, bare


def _saturate(app: App, sink: Server, events: int) -> None:
    before = app.server.cpu()
    seconds, _ = _send(app, sink, events, "--flight", _FLIGHT)
    app.per_second.append(events / seconds)
    app.cpu.append((app.server.cpu() - before) / events)


def _send(app: App, sink: Server, events: int, *how: object) -> tuple[float, Sequence[float]]:
    """Seconds that it took, and those until each acknowledgement."""
    command = [sys.executable, "-m", "benchmarks.teams_load", str(app.server.port), str(sink.port)]
    output = subprocess.check_output([*command, "--events", str(events), *map(str, how)])
    result = json.loads(output)
    app.doubled += result["doubled"]
    if result["busy"] > 0.8:
        print(f"the load generator itself was busy for {result['busy']:.0%} of the time: do not rely on this")
    return result["seconds"], result["acknowledged"]


def _calls(sink: Server) -> Counter[str]:
    with urllib.request.urlopen(f"{sink.address}/calls") as answer:
        return Counter(json.load(answer))


def _figures(ours: App, bare: App) -> Sequence[Figure]:
    median = statistics.median
    return [
        Figure(
            name="messages in chats of their own, floor: botbuilder",
            unit="events/s",
            ours=median(ours.per_second),
            floor=median(bare.per_second),
            of_floor=0.9,
        ),
        Figure(
            name="processor time per message",
            unit="ms",
            ours=median(ours.cpu) * 1000,
            floor=median(bare.cpu) * 1000,
        ),
        Figure(name="answers that came twice", unit="", ours=ours.doubled, floor=bare.doubled, at_most=0),
    ]


def _acknowledgements(times: Sequence[float], rate: float) -> Sequence[Figure]:
    steady = f"handlers of 20 s, acknowledged at {rate:.0f}/s"
    return [
        Figure(name=f"{steady}, median", unit="ms", ours=times[len(times) // 2] * 1000),
        Figure(name=f"{steady}, p99", unit="ms", ours=times[len(times) * 99 // 100] * 1000, at_most=20),
    ]


if __name__ == "__main__":
    run("Teams", measure)
