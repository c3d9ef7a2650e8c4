"""Numbers → SVG drawings: plain strings, so that a report is one file that any browser shows, in any script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#0b6e99", "#c2410c", "#4d7c0f", "#7e22ce", "#b91c1c", "#475569")
_WIDTH, _HEIGHT = 460, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 20, 12, 44

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One named line of a plot, in data units."""

    name: str
    points: tuple[Point, ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high` with a mark and a label at each of `ticks`."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]


UNIT = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class _Frame:
    x: Axis
    y: Axis

    def at(self, point: Point) -> Point:
        """Data units → pixels; the y axis points up."""
        across = (point[0] - self.x.low) / (self.x.high - self.x.low)
        up = (point[1] - self.y.low) / (self.y.high - self.y.low)
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM)


def line_plot(lines: Sequence[Line], x: Axis, y: Axis, dots: bool = True) -> str:
    """An SVG element; the lines' names stand in a legend under it."""
    frame = _Frame(x, y)
    parts = [_grid(frame)]
    for number, line in enumerate(lines):
        parts.append(_path(frame, line, COLOURS[number % len(COLOURS)], dots))
    drawing = (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )
    return drawing + _legend(lines)


def _path(frame: _Frame, line: Line, colour: str, dots: bool) -> str:
    places = [frame.at(point) for point in line.points]
    route = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    dash = ' stroke-dasharray="4 4"' if line.dashed else ""
    drawn = f'<polyline points="{route}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    if dots and not line.dashed:
        drawn += "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places)
    return drawn


def _grid(frame: _Frame) -> str:
    parts = []
    for tick in frame.y.ticks:
        a, b = frame.at((frame.x.low, tick))
        parts.append(f'<line x1="{a:.1f}" y1="{b:.1f}" x2="{_WIDTH - _RIGHT}" y2="{b:.1f}" class="grid"/>')
        parts.append(f'<text x="{a - 6:.1f}" y="{b + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for tick in frame.x.ticks:
        a, b = frame.at((tick, frame.y.low))
        parts.append(f'<text x="{a:.1f}" y="{b + 16:.1f}" text-anchor="middle">{tick:g}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(frame.x.label)}</text>')
    turned = f'transform="rotate(-90 12 {_HEIGHT / 2 - 16})"'
    parts.append(f'<text x="12" y="{_HEIGHT / 2 - 16}" text-anchor="middle" {turned}>{escape(frame.y.label)}</text>')
    return "".join(parts)


def _legend(lines: Sequence[Line]) -> str:
    items = (
        f'<li><span style="background:{COLOURS[number % len(COLOURS)]}"></span>{escape(line.name)}</li>'
        for number, line in enumerate(lines)
    )
    return f'<ul class="legend">{"".join(items)}</ul>'


def round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten at or above `value`: where a latency axis ends.

    >>> [round_up(x) for x in (3, 18, 70)]
    [5.0, 20.0, 100.0]
    """
    power = 1.0
    while power * 10 < value:
        power *= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= value)
