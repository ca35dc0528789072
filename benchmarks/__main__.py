"""Runs the benchmarks one after the other, each in a process of its own."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys

NAMES = ("imports", "store", "web", "slack", "discord", "teams", "primitives")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; default: all")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: less than a minute, less to rely on")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    # Who reads the figures must know how busy the machine was.
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f} before the start\n", flush=True)
    rest = ["--quick"] if options.quick else []
    failed = [name for name in options.names or NAMES if _run(name, rest) != 0]
    return 1 if failed else 0


def _run(name: str, rest: list[str]) -> int:
    status = subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *rest], check=False).returncode
    print(flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
