"""The page's texts by language: ours in English, and what the app brings beside it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_log = logging.getLogger("botbridge.web")

_OWN = Path(__file__).parent / "translations"
_DEFAULT = "en-US"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Texts = Mapping[str, Any]


def is_language(text: str) -> bool:
    """Whether the text looks like a language tag (`de`, `en-US`)."""
    return len(text) <= 35 and _LANGUAGE.fullmatch(text) is not None


def load_texts(app_root: Path) -> dict[str, Texts]:
    """All translations by language: `.botbridge/translations/*.json` of the app over our own.

    A file that cannot be read is skipped, with a line in the log.
    """
    found = {path.stem: _read(path) for folder in (_OWN, _folder(app_root)) for path in sorted(folder.glob("*.json"))}
    own = _read(_OWN / f"{_DEFAULT}.json") or {}
    return {language: _merged(own, texts) for language, texts in found.items() if texts is not None}


def pick(texts: Mapping[str, Texts], language: str) -> Texts:
    """The texts for a language: its own, else any of the same base language, else English."""
    base = language.partition("-")[0].lower()
    akin = (name for name in texts if name.partition("-")[0].lower() == base)
    return texts.get(language) or texts.get(base) or texts.get(next(akin, _DEFAULT)) or texts[_DEFAULT]


def _folder(app_root: Path) -> Path:
    return app_root / ".botbridge" / "translations"


def _read(path: Path) -> Texts | None:
    try:
        texts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        _log.warning("skipped the translation %s: %s", path, error)
        return None
    if not isinstance(texts, dict):
        _log.warning("skipped the translation %s: it is not a JSON object", path)
        return None
    return texts


def _merged(under: Texts, over: Texts) -> Texts:
    """`over`, with what it lacks from `under`."""
    merged = dict(under)
    for name, value in over.items():
        below = under.get(name)
        merged[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
