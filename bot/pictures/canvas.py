"""A sheet to draw on: twice as large as it is shown, so that lines and letters are smooth."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.pictures.letters import can_write, clean, font, width, write

TWICE = 2
PAPER = "#ffffff"
INK = "#1a1a1a"
SOFT = "#e8eef4"
"""A light ground under dark letters: contrast of more than ten to one."""
STRONG = "#1f5f8b"
"""For what is to stand out; its shape says it too."""

Point = tuple[float, float]


class Canvas:
    """A sheet of so many pixels; all lengths are in pixels as it is shown."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * TWICE, height * TWICE), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def line(self, start: Point, end: Point, thick: int, *, dashed: bool = False) -> None:
        """Draw a line; ``dashed`` where something is not known."""
        if not dashed:
            self._draw.line([_twice(start), _twice(end)], INK, thick * TWICE)
            return
        (x, y), (to_x, to_y) = start, end
        pieces = max(2, int(((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5 / 12))
        for piece in range(0, pieces, 2):
            one, other = piece / pieces, (piece + 1) / pieces
            first = (x + (to_x - x) * one, y + (to_y - y) * one)
            last = (x + (to_x - x) * other, y + (to_y - y) * other)
            self._draw.line([_twice(first), _twice(last)], INK, thick * TWICE)

    def shape(
        self, sides: int, at: Point, half: Point, *, thick: int = 3, ground: str = SOFT
    ) -> None:
        """Draw a shape round a place, ``half`` as wide and high: with no sides it is an ellipse."""
        (x, y), (wide, high) = at, half
        box = (*_twice((x - wide, y - high)), *_twice((x + wide, y + high)))
        pen = thick * TWICE
        match sides:
            case 0:
                self._draw.ellipse(box, ground, INK, pen)
            case 4:
                self._draw.rectangle(box, ground, INK, pen)
            case _:
                cut = wide * 0.22
                right = [(x + wide - cut, y - high), (x + wide, y), (x + wide - cut, y + high)]
                left = [(x - wide + cut, y + high), (x - wide, y), (x - wide + cut, y - high)]
                corners = [*right, *left]
                points = [_twice(corner) for corner in corners]
                self._draw.polygon(points, ground)
                self._draw.line([*points, points[0], points[1]], INK, pen, joint="curve")

    def box(self, start: Point, end: Point, ground: str, *, thick: int = 2) -> None:
        """Draw a box from one corner to the other."""
        self._draw.rectangle((*_twice(start), *_twice(end)), ground, INK, thick * TWICE)

    def text(
        self, at: Point, words: str, size: int, *, ink: str = INK, middle: bool = True
    ) -> None:
        """Write one line, round a place or from it on."""
        letters = font(size * TWICE)
        x, y = _twice(at)
        x -= width(words, letters) / 2 if middle else 0
        write(self._draw, (x, y + size * TWICE * 0.36), words, letters, ink)

    def lines(self, at: Point, lines: Sequence[str], size: int, *, ink: str = INK) -> None:
        """Write lines under each other round a place."""
        x, y = at
        first = y - (len(lines) - 1) * size * 0.6
        for number, words in enumerate(lines):
            self.text((x, first + number * size * 1.2), words, size, ink=ink)

    def png(self) -> bytes:
        """Return it as a file."""
        small = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        small.save(file, "PNG")
        return file.getvalue()


def _twice(point: Point) -> Point:
    x, y = point
    return (x * TWICE, y * TWICE)


def fitted(words: str, number: int, size: int, most: int) -> tuple[list[str], int]:
    """Return a label and its size: a little smaller where that lets its words stand whole."""
    for smaller in (size, size - 4, size - 8):
        lines = label(words, number, smaller, most)
        if not any("..." in one for one in lines):
            return lines, smaller
    return label(words, number, size - 4, most), size - 4


def label(words: str, number: int, size: int, most: int, lines: int = 2) -> list[str]:
    """Return what is written for something: its words in few lines, or its number in the text twin.

    ``most`` is how wide a line may be.
    """
    letters, words = font(size * TWICE), clean(words)
    if not can_write(words, letters):
        return [str(number)]
    found: list[str] = []
    rest = words.split()
    while rest and len(found) < lines:
        taken = 1
        while taken < len(rest) and width(" ".join(rest[: taken + 1]), letters) <= most * TWICE:
            taken += 1
        found.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    if rest:
        found[-1] += " ..."
    return [_cut(line, size, most) for line in found]


def _cut(words: str, size: int, most: int) -> str:
    letters = font(size * TWICE)
    if width(words, letters) <= most * TWICE:
        return words
    short = words.removesuffix(" ...")
    while short and width(f"{short}...", letters) > most * TWICE:
        short = short[:-1]
    return f"{short}..."
