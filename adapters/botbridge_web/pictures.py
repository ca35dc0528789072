"""The pictures that every front end asks for: our own, drawn here. Pure."""

from __future__ import annotations

import html
import zlib

SVG_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # A picture that is opened as a page may not do anything.
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "public, max-age=3600",
}

_INK = {"light": "#1f2430", "dark": "#f2f4f8"}


def favicon() -> str:
    """A bridge of two arcs over a line."""
    return _svg(32, 32, _bridge("#3b6cf6"))


def logo(theme: str, name: str) -> str:
    """The bridge with the app's name beside it, in the ink of a light or dark page."""
    ink = _INK.get(theme, _INK["light"])
    words = (
        f'<text x="42" y="22" font-family="system-ui,sans-serif" font-size="18" font-weight="600" '
        f'fill="{ink}">{html.escape(name[:40])}</text>'
    )
    return _svg(56 + 11 * len(name[:40]), 32, _bridge("#3b6cf6") + words)


def avatar(name: str) -> str:
    """The first letter of a name on a disc whose colour belongs to that name."""
    hue = zlib.crc32(name.encode(errors="replace")) % 360
    letter = html.escape(name.strip()[:1].upper() or "?")
    return _svg(
        32,
        32,
        f'<circle cx="16" cy="16" r="16" fill="hsl({hue} 45% 42%)"/><text x="16" y="22" text-anchor="middle" '
        f'font-family="system-ui,sans-serif" font-size="16" fill="#fff">{letter}</text>',
    )


def _bridge(colour: str) -> str:
    return (
        f'<g fill="none" stroke="{colour}" stroke-width="3" stroke-linecap="round">'
        '<path d="M3 24h26"/><path d="M5 24a7 9 0 0 1 11 0a7 9 0 0 1 11 0"/><path d="M16 8v16"/>'
        '<path d="M3 17Q12 15 16 8Q20 15 29 17"/></g>'
    )


def _svg(width: int, height: int, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{content}</svg>'
    )
