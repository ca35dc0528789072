"""Slack: a signed event until its answer is posted, beside bare slack-bolt apps that do the same without storing it."""

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
from benchmarks.slack_load import SECRET
from benchmarks.table import Figure, run

_FLIGHT = 32  # events that are begun and not yet answered
_FLOOR = ("-m", "benchmarks.slack_floor", "{port}")


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rounds, and how many events in each."""

    rounds: int = 5
    events: int = 1000
    steady_rounds: int = 3
    steady_events: int = 600
    warm_up: int = 300


@dataclass(slots=True)
class App:
    """An app under load and its figures, a value per round; times in seconds."""

    server: Server
    per_second: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    doubled: int = 0  # answers that came twice, in all


def measure(quick: bool) -> Sequence[Figure]:
    plan = Plan(rounds=2, events=200, steady_rounds=1, steady_events=200, warm_up=100) if quick else Plan()
    with _running() as (sink, ours, kept, bolt):
        for app in (ours, kept, bolt):
            _send(app, sink, plan.warm_up, "--flight", _FLIGHT)
        before = _calls(sink)
        _send(ours, sink, _FLIGHT, "--flight", _FLIGHT)
        calls = sum((_calls(sink) - before).values()) / _FLIGHT
        for number in range(plan.rounds):
            for app in _in_turn(number, ours, kept, bolt):
                _saturate(app, sink, plan.events)
        rate = statistics.median(ours.per_second) / 2
        for number in range(plan.steady_rounds):
            for app in _in_turn(number, ours, kept, bolt):
                _steady(app, sink, plan.steady_events, rate)
    return [
        *_figures(ours, kept, bolt, rate),
        Figure(name="calls of the Web API per event", unit="", ours=calls, floor=1),
    ]


@contextmanager
def _running() -> Iterator[tuple[Server, App, App, App]]:
    """The sink, and three apps that use it: ours, Bolt with connections kept open, Bolt as it is by itself."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sink = stack.enter_context(serving(("-m", "benchmarks.slack_sink", "{port}")))
        env = {
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{sink.address}/api/",
        }
        commands = (botbridge(folder, "slack"), (*_FLOOR, "--keep-alive"), _FLOOR)
        ours, kept, bolt = (App(stack.enter_context(serving(command, env=env))) for command in commands)
        yield sink, ours, kept, bolt


def _in_turn(number: int, *apps: App) -> Sequence[App]:
    first = number % len(apps)
    return (*apps[first:], *apps[:first])


def _saturate(app: App, sink: Server, events: int) -> None:
    before = app.server.cpu()
    seconds, _ = _send(app, sink, events, "--flight", _FLIGHT)
    app.per_second.append(events / seconds)
    app.cpu.append((app.server.cpu() - before) / events)


def _steady(app: App, sink: Server, events: int, rate: float) -> None:
    _, acknowledged = _send(app, sink, events, "--rate", rate)
    times = sorted(acknowledged)
    app.p50.append(times[len(times) // 2])
    app.p99.append(times[len(times) * 99 // 100])


def _send(app: App, sink: Server, events: int, how: str, much: float) -> tuple[float, Sequence[float]]:
    """Seconds that it took, and those until each acknowledgement."""
    command = [sys.executable, "-m", "benchmarks.slack_load", str(app.server.port), str(sink.port)]
    output = subprocess.check_output([*command, "--events", str(events), how, str(much)])
    result = json.loads(output)
    app.doubled += result["doubled"]
    if result["busy"] > 0.8:
        print(f"the load generator itself was busy for {result['busy']:.0%} of the time: do not rely on this")
    return result["seconds"], result["acknowledged"]


def _calls(sink: Server) -> Counter[str]:
    with urllib.request.urlopen(f"{sink.address}/calls") as answer:
        return Counter(json.load(answer))


def _figures(ours: App, kept: App, bolt: App, rate: float) -> Sequence[Figure]:
    median = statistics.median
    steady = f"at {rate:.0f} events/s"
    return [
        Figure(
            name="events in threads of their own, floor: bolt",
            unit="events/s",
            ours=median(ours.per_second),
            floor=median(bolt.per_second),
            of_floor=0.7,
        ),
        Figure(
            name="  floor: bolt with connections kept open",
            unit="events/s",
            ours=median(ours.per_second),
            floor=median(kept.per_second),
        ),
        Figure(
            name="processor time per event, floor: bolt",
            unit="ms",
            ours=median(ours.cpu) * 1000,
            floor=median(bolt.cpu) * 1000,
        ),
        Figure(
            name="  floor: bolt with connections kept open",
            unit="ms",
            ours=median(ours.cpu) * 1000,
            floor=median(kept.cpu) * 1000,
        ),
        Figure(
            name=f"acknowledgement {steady}, median",
            unit="ms",
            ours=median(ours.p50) * 1000,
            floor=median(bolt.p50) * 1000,
        ),
        Figure(
            name=f"acknowledgement {steady}, p99",
            unit="ms",
            ours=median(ours.p99) * 1000,
            floor=median(bolt.p99) * 1000,
            at_most=20,
        ),
        Figure(name="answers that came twice", unit="", ours=ours.doubled, floor=bolt.doubled, at_most=0),
    ]


if __name__ == "__main__":
    run("Slack", measure)
