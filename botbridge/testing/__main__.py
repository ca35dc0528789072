"""`python -m botbridge.testing <platform>`: start a fake platform and be a person in it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Final

# Loaded when named: one platform's fake must not need what another's does.
PLATFORMS: Final = {name: f"botbridge.testing.{name}.prompt" for name in ("discord", "slack", "teams")}


def main(arguments: Sequence[str]) -> int:
    """Run the platform named first; return the exit status."""
    platform, *rest = arguments or [""]
    if platform not in PLATFORMS:
        sys.stderr.write(f"usage: python -m botbridge.testing {{{','.join(sorted(PLATFORMS))}}} [options]\n")
        return 0 if platform in ("-h", "--help") else 2
    status: int = importlib.import_module(PLATFORMS[platform]).main(rest)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
