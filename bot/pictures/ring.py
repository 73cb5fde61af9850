"""Who sits where in the circle, who speaks, and whose hand is up."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.core.effects import Ring, Slot
from bot.pictures.canvas import PAPER, SOFT, STRONG, Canvas, Point, fitted, label

SIDE = 1000
_MIDDLE: Point = (SIDE / 2, SIDE / 2)


def drawn(drawing: Ring, words: Mapping[Slot, str]) -> Canvas:
    """Draw it."""
    canvas = Canvas(SIDE, SIDE)
    many = len(drawing.seats)
    canvas.shape(0, _MIDDLE, (385, 385), thick=2, ground=PAPER)
    size, half = (34, 92) if many <= 10 else (26, 62)
    for number, seat in enumerate(drawing.seats):
        angle = 2 * math.pi * number / max(many, 1) - math.pi / 2
        x, y = _MIDDLE[0] + 385 * math.cos(angle), _MIDDLE[1] + 385 * math.sin(angle)
        ground = STRONG if seat.speaks else SOFT
        canvas.shape(0, (x, y), (half, half * 0.72), thick=6 if seat.speaks else 3, ground=ground)
        lines, small = fitted(words[seat.name], number + 1, size, int(half * 1.7))
        canvas.lines((x, y), lines, small, ink=PAPER if seat.speaks else "#1a1a1a")
        if seat.waits:  # a raised hand: a bar that sticks out towards the middle
            inner = (
                _MIDDLE[0] + (385 - half - 46) * math.cos(angle),
                _MIDDLE[1] + (385 - half - 46) * math.sin(angle),
            )
            canvas.line(
                inner, (x - half * 0.6 * math.cos(angle), y - half * 0.6 * math.sin(angle)), 9
            )
            canvas.shape(0, inner, (12, 12), ground=STRONG)
    canvas.lines(_MIDDLE, label(words[drawing.title], 0, 40, 480, lines=3), 40)
    return canvas
