"""What `import botbridge` costs, in fresh interpreters."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from benchmarks.table import Figure, run

_ROUNDS = 10
# What an app file must not pay for: vendors, the database, the server, settings.
_HEAVY = ("aiohttp", "aiosqlite", "alembic", "apscheduler", "engineio", "httpx", "pydantic", "slack_bolt", "slack_sdk",
          "socketio", "sqlalchemy")  # fmt: skip
_LIST = "import json, sys; import botbridge; print(json.dumps(sorted(sys.modules)))"


def measure(quick: bool) -> Sequence[Figure]:
    bare, ours = [], []
    for _ in range(3 if quick else _ROUNDS):
        bare.append(_seconds("pass"))
        ours.append(_seconds("import botbridge"))
    modules = json.loads(subprocess.check_output([sys.executable, "-c", _LIST]))
    heavy = sorted(set(_HEAVY) & set(modules))
    if heavy:
        print(f"loaded, and should not be: {', '.join(heavy)}")
    cost = statistics.median(ours) - statistics.median(bare)
    return [
        Figure(name="import botbridge, without the interpreter", unit="ms", ours=cost * 1000, at_most=100),
        Figure(name="interpreter with botbridge", unit="ms", ours=_ms(ours), floor=_ms(bare)),
        Figure(name="modules loaded", unit="", ours=len(modules)),
        Figure(name="vendor SDKs, sqlalchemy, aiohttp, pydantic loaded", unit="", ours=len(heavy), at_most=0),
    ]


def _seconds(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def _ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


if __name__ == "__main__":
    run("Import", measure)
