"""A map of who and what is round somebody: near and thick is strong, far and thin is not."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.core.effects import Ecogram, Slot
from bot.pictures.canvas import PAPER, STRONG, Canvas, Point, fitted, label
from bot.pictures.letters import clean

WIDTH, HEIGHT = 1400, 1140
_CENTRE: Point = (700, 490)
_FAR: Point = (570, 400)
_NEAR = {3: 0.66, 2: 0.83, 1: 1.0, None: 1.0}
"""How far out of the middle something stands, by how strong it is."""
_THICK = {3: 13, 2: 7, 1: 3, None: 3}
_SIDES = {"people": 0, "places": 4, "activities": 6, None: 0}
"""The shape of what stands there: round for people, a box for places, six sides for what one does."""
_WITH_BONDS = 12
"""With more than so many there is no room to write what connects; the text twin has it."""


def drawn(drawing: Ecogram, words: Mapping[Slot, str]) -> Canvas:
    """Draw it."""
    canvas = Canvas(WIDTH, HEIGHT)
    many = len(drawing.ties)
    size, wide = (34, 190) if many <= _WITH_BONDS else (28, 150)
    places = [_place(number, many, tie.strength) for number, tie in enumerate(drawing.ties)]
    for place, tie in zip(places, drawing.ties, strict=True):
        canvas.line(_CENTRE, place, _THICK[tie.strength], dashed=tie.strength is None)
    for number, (place, tie) in enumerate(zip(places, drawing.ties, strict=True), 1):
        lines, small = fitted(words[tie.name], number, size, wide - 30)
        high = 30 + 17 * len(lines)
        canvas.shape(_SIDES[tie.what], place, (wide / 2, high))
        canvas.lines(place, lines, small)
        if tie.bond is not None and many <= _WITH_BONDS:
            under = label(words[tie.bond], 0, 24, 230, lines=1)
            if under != ["0"]:
                x, y = place[0], place[1] + high + 20
                canvas.box((x - 118, y - 16), (x + 118, y + 16), PAPER, thick=1)
                canvas.lines((x, y), under, 24)
    named = " ".join(words[name] for name in drawing.centre)
    canvas.shape(0, _CENTRE, (125, 75), ground=STRONG)
    lines, small = fitted(named, 0, 38, 210)
    canvas.lines(_CENTRE, lines if lines != ["0"] else [], small, ink=PAPER)
    _legend(canvas, drawing, words)
    return canvas


def _place(number: int, many: int, strength: int | None) -> Point:
    """Where something stands round the middle; where it is full, every second one is further in."""
    angle = 2 * math.pi * (number + 0.5) / max(many, 1) - math.pi / 2
    crowded = 0.72 if many > _WITH_BONDS and number % 2 else 1.0
    far = _NEAR[strength] * crowded if many <= _WITH_BONDS else crowded
    return (
        _CENTRE[0] + _FAR[0] * far * math.cos(angle),
        _CENTRE[1] + _FAR[1] * far * math.sin(angle),
    )


def _legend(canvas: Canvas, drawing: Ecogram, words: Mapping[Slot, str]) -> None:
    """Say what a line and a shape mean, of those that are there."""
    x, y = 40.0, HEIGHT - 100.0
    for strength, slot in drawing.strengths:
        if any(tie.strength == strength for tie in drawing.ties):
            canvas.line((x, y), (x + 70, y), _THICK[strength], dashed=strength is None)
            canvas.text((x + 82, y), clean(words[slot]), 28, middle=False)
            x += 120 + 16 * len(words[slot])
    x, y = 40.0, HEIGHT - 45.0
    for what, slot in drawing.whats:
        if any(tie.what == what for tie in drawing.ties):
            canvas.shape(_SIDES[what], (x + 35, y), (34, 19))
            canvas.text((x + 82, y), clean(words[slot]), 28, middle=False)
            x += 120 + 16 * len(words[slot])
