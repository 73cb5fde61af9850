"""Letters: a font that is there on the machine, else the one that comes with Pillow.

Pillow's own font knows plain Latin letters only. An accent on one of them is drawn by hand, so that
names as Zoë, André or Łukasz are written as they are. What cannot be written that way is told apart
(``can_write``), and never drawn as empty boxes.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from PIL import ImageDraw, ImageFont

FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")
"""Fonts with many scripts that systems have, the best first."""

_MARKS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "circumflex", "\u0303": "tilde",
    "\u0304": "macron", "\u0306": "caron", "\u0307": "dot", "\u0308": "dots", "\u030a": "ring",
    "\u030b": "dots", "\u030c": "caron", "\u0327": "below", "\u0328": "below", "\u0326": "below",
    "\u0323": "below", "\u0331": "below",
}  # fmt: skip
"""What is drawn for an accent; some that differ in small things look the same."""
_STROKES = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H"}
_WRITTEN_AS = {
    "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "–": "-", "—": "-", "‑": "-",
    "·": ".", "•": "-", "€": "EUR", "½": "1/2", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ",
}  # fmt: skip
_NOWHERE = "\U0010fffd"
"""A character that no font has: how a missing letter looks."""

Font = ImageFont.FreeTypeFont


@cache
def font(size: int) -> Font:
    """Return the best font there is, in this size."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return built_in(size)


@cache
def built_in(size: int) -> Font:
    """Return the font that comes with Pillow."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return found


@cache
def _has(letters: Font, sign: str) -> bool:
    return sign.isspace() or bytes(letters.getmask(sign)) != bytes(letters.getmask(_NOWHERE))


def can_write(text: str, letters: Font) -> bool:
    """Tell whether every letter of a text can be drawn."""
    return bool(text.strip()) and all(_pieces(sign, letters) is not None for sign in _signs(text))


def width(text: str, letters: Font) -> float:
    """How wide a text is, in pixels."""
    return sum(letters.getlength(base) for base, _, _ in _written(text, letters))


def write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, letters: Font, ink: str
) -> None:
    """Write a text, its left side and baseline at this place."""
    x, y = at
    if all(_has(letters, sign) for sign in text):
        draw.text((x, y), text, ink, letters, anchor="ls")  # with the shapes a script needs
        return
    for base, marks, stroke in _written(text, letters):
        draw.text((x, y), base, ink, letters, anchor="ls")
        wide = letters.getlength(base)
        for mark in marks:
            _mark(draw, (x + wide / 2, y), mark, base, letters, ink)
        if stroke:
            middle, half = y - letters.size * 0.3, wide * 0.45
            line = [(x + wide / 2 - half, middle + half * 0.6)]
            line.append((x + wide / 2 + half, middle - half * 0.6))
            draw.line(line, ink, _pen(letters))
        x += wide


def clean(text: str) -> str:
    """Return a text on one line, without signs that nobody sees."""
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    seen = (sign for sign in spaced if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(seen).split())


def _signs(text: str) -> list[str]:
    return [*unicodedata.normalize("NFC", text)]


def _written(text: str, letters: Font) -> list[tuple[str, tuple[str, ...], bool]]:
    found = (_pieces(sign, letters) for sign in _signs(text))
    return [piece for piece in found if piece is not None]


@cache
def _pieces(sign: str, letters: Font) -> tuple[str, tuple[str, ...], bool] | None:
    """Return a sign as a letter that the font has, the accents on it, and whether it is struck."""
    if _has(letters, sign):
        return (sign, (), False)
    if sign in _STROKES:
        return (_STROKES[sign], (), True)
    if sign in _WRITTEN_AS:
        return (_WRITTEN_AS[sign], (), False)
    base, *marks = [*unicodedata.normalize("NFD", sign)]
    if marks and _has(letters, base) and all(mark in _MARKS for mark in marks):
        return (base, tuple(_MARKS[mark] for mark in marks), False)
    return None


def _pen(letters: Font) -> int:
    return max(2, round(letters.size / 14))


def _mark(  # noqa: PLR0917 - one drawing on a letter
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    mark: str,
    base: str,
    letters: Font,
    ink: str,
) -> None:
    """Draw an accent over a letter, or under it; ``at`` is the middle of its baseline."""
    x, baseline = at
    size, pen = letters.size, _pen(letters)
    top = baseline + letters.getbbox(base, anchor="ls")[1] - size * 0.1
    wide, high = size * 0.16, size * 0.13
    match mark:
        case "acute":
            draw.line([(x - wide * 0.4, top), (x + wide * 0.7, top - high)], ink, pen)
        case "grave":
            draw.line([(x + wide * 0.4, top), (x - wide * 0.7, top - high)], ink, pen)
        case "circumflex":
            draw.line([(x - wide, top), (x, top - high), (x + wide, top)], ink, pen)
        case "caron":
            draw.line([(x - wide, top - high), (x, top), (x + wide, top - high)], ink, pen)
        case "tilde":
            wave = [
                (x - wide, top),
                (x - wide / 3, top - high * 0.7),
                (x + wide / 3, top - high / 5),
            ]
            draw.line([*wave, (x + wide, top - high)], ink, pen)
        case "macron":
            draw.line([(x - wide, top - high / 2), (x + wide, top - high / 2)], ink, pen)
        case "dot":
            _dot(draw, (x, top - high / 2), pen, ink)
        case "dots":
            _dot(draw, (x - wide * 0.75, top - high / 2), pen, ink)
            _dot(draw, (x + wide * 0.75, top - high / 2), pen, ink)
        case "ring":
            box = (x - high * 0.6, top - high * 1.1, x + high * 0.6, top + high * 0.1)
            draw.ellipse(box, outline=ink, width=max(1, pen - 1))
        case "below":
            line = [(x, baseline + pen), (x - wide * 0.4, baseline + size * 0.2)]
            draw.line(line, ink, pen)


def _dot(draw: ImageDraw.ImageDraw, at: tuple[float, float], size: int, ink: str) -> None:
    x, y = at
    half = size * 0.75
    draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)
