"""Bars beside each other: of a monitor, and of how the turns were over the voices."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.effects import Bars, Slot
from bot.pictures.canvas import SOFT, STRONG, Canvas, label

WIDTH = 1200
_ROW = 110
_LEFT, _RIGHT = 430, 1090


def drawn(drawing: Bars, words: Mapping[Slot, str]) -> Canvas:
    """Draw it."""
    canvas = Canvas(WIDTH, 150 + _ROW * len(drawing.bars))
    canvas.lines((WIDTH / 2, 55), label(words[drawing.title], 0, 40, WIDTH - 80, lines=1), 40)
    for number, bar in enumerate(drawing.bars):
        y = 150 + _ROW * number
        lines = label(words[bar.label], number + 1, 30, _LEFT - 60)
        canvas.lines(((_LEFT + 20) / 2, y), lines, 30)
        canvas.box((_LEFT, y - 26), (_RIGHT, y + 26), SOFT)
        end = _LEFT + (_RIGHT - _LEFT) * _part(drawing, bar.tenths)
        canvas.box((_LEFT, y - 26), (end, y + 26), STRONG)
        canvas.lines((_RIGHT + 55, y), label(words[bar.told], 0, 28, 100, lines=2), 28)
    return canvas


def _part(drawing: Bars, tenths: int) -> float:
    """How far along the bar a value is."""
    whole = 10 * (drawing.highest - drawing.lowest)
    return min(1.0, max(0.0, (tenths - 10 * drawing.lowest) / whole))
