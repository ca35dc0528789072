"""Figures, and the table they are printed in."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number beside what it costs at least (`floor`) and what it shall be.

    The target is one of: at most, at least, or at least so much of the floor.
    """

    name: str
    unit: str
    ours: float
    floor: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    of_floor: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def target(self) -> str:
        if self.at_most is not None:
            return f"≤ {_number(self.at_most)}"
        if self.at_least is not None:
            return f"≥ {_number(self.at_least)}"
        return f"≥ {self.of_floor:g} of floor" if self.of_floor is not None else ""

    @property
    def verdict(self) -> str:
        if not self.target:
            return ""
        return "met" if self._met() else "MISSED"

    def _met(self) -> bool:
        if self.at_most is not None:
            return self.ours <= self.at_most
        if self.at_least is not None:
            return self.ours >= self.at_least
        return (self.ratio or 0.0) >= (self.of_floor or 0.0)


Measure = Callable[[bool], Sequence[Figure]]

_HEAD = ("", "ours", "floor", "ratio", "unit", "target", "")
_WIDTHS = (50, 10, 10, 7, 9, 13, 6)


def run(title: str, measure: Measure) -> None:
    """What each benchmark does when it is run by itself; `measure` is told whether it shall be quick."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--quick", action="store_true")
    figures = measure(parser.parse_args().quick)
    print(_line((title, *_HEAD[1:])))
    for figure in figures:
        print(_line(_cells(figure)))


def _cells(figure: Figure) -> Sequence[str]:
    floor = "" if figure.floor is None else _number(figure.floor)
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    return f"  {figure.name}", _number(figure.ours), floor, ratio, figure.unit, figure.target, figure.verdict


def _line(cells: Sequence[str]) -> str:
    texts = [
        cell.rjust(width) if 0 < place < 4 else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    ]
    return "  ".join(texts).rstrip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
