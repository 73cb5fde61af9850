"""Pictures of a circle: who sits where, a balance, a monitor, an ecogram.

They are made when they are sent, in memory, and go encrypted; each has a text twin in the message that
carries it. Dark on light, large letters, and nothing is told by colour alone. A name whose letters no
font here has is shown by its number in the text twin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.effects import Bars, Drawing, Ecogram, Ring, Slot
from bot.pictures import bars, ecogram, ring


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the PNG format, and its size in pixels."""

    png: bytes
    width: int
    height: int


def draw(drawing: Drawing, words: Mapping[Slot, str]) -> Picture:
    """Draw it; ``words`` are what stands behind its slots. Takes some tenths of a second."""
    match drawing:
        case Ring():
            canvas = ring.drawn(drawing, words)
        case Bars():
            canvas = bars.drawn(drawing, words)
        case Ecogram():
            canvas = ecogram.drawn(drawing, words)
    return Picture(canvas.png(), canvas.width, canvas.height)
