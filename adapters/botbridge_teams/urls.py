"""Addresses that come from outside."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

_NOWHERE: Final = SplitResult("", "", "", "", "")


def address_parts(url: str) -> SplitResult:
    """What a URL consists of; nothing where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return _NOWHERE
