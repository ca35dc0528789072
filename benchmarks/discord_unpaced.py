"""`botbridge run` with Discord's budgets raised: what is measured is the program, not how fast Discord lets it be."""

from __future__ import annotations

import sys

from botbridge.cli.main import main
from botbridge_discord.adapter import DiscordAdapter

if __name__ == "__main__":
    DiscordAdapter.pace = 10_000.0
    sys.exit(main(sys.argv[1:]))
