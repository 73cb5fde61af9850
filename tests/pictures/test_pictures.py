"""Pictures: readable, of any names, and never with an empty box for a letter."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.core.effects import Bar, Bars, Drawing, Ecogram, NameOf, Part, Ring, Seat, Slot, Text, Tie
from bot.core.people import EventId, PersonId
from bot.core.pictured import slots_of
from bot.core.plan import What
from bot.pictures import draw, letters
from bot.pictures.canvas import INK, PAPER, SOFT, STRONG, label

NAMES = (
    "zus",
    "Zoë",
    "André",
    "Łukasz Ğülşen",
    "Ñoña Ærø",
    "Straße",
    "Ахмед",
    "妈妈",
    "أحمد",
    "😀",
    "",
)


def ring(many: int) -> Ring:
    seats = (Seat(NameOf(PersonId(f"@{n}:home")), n == 1, n % 3 == 0) for n in range(many))
    return Ring(Text("title"), tuple(seats))


def bars(many: int) -> Bars:
    return Bars(
        Text("title"), tuple(Bar(Text(f"b{n}"), 15 + n, Text(f"t{n}")) for n in range(many)), 1, 5
    )


def ecogram(many: int) -> Ecogram:
    whats: tuple[What | None, ...] = ("people", "places", "activities", None)
    ties = tuple(
        Tie(Part(EventId("$n"), n, n + 1, "x"), (3, 2, 1, None)[n % 4],
            Part(EventId("$b"), n, n + 1, "x") if n % 2 else None, whats[n % 4])
        for n in range(many)
    )  # fmt: skip
    strengths = tuple((one, Text(f"s{one}")) for one in (3, 2, 1, None))
    named = tuple((one, Text(one)) for one in whats if one is not None)
    return Ecogram((NameOf(PersonId("@a:home")),), ties, strengths, named)


def words(drawing: Drawing, names: tuple[str, ...] = NAMES) -> dict[Slot, str]:
    return {slot: names[n % len(names)] for n, slot in enumerate(slots_of(drawing))}


@pytest.mark.parametrize("fonts", [letters.FONTS, ()], ids=["system", "built-in"])
@pytest.mark.parametrize("many", [1, 12, 24])
@pytest.mark.parametrize("made", [ring, bars, ecogram])
def test_a_picture_can_always_be_made_and_is_large_enough(
    monkeypatch: pytest.MonkeyPatch, made: object, many: int, fonts: tuple[str, ...]
) -> None:
    monkeypatch.setattr(letters, "FONTS", fonts)
    letters.font.cache_clear()
    drawing = made(many)  # type: ignore[operator]  # it is one of three functions
    picture = draw(drawing, words(drawing))
    image = Image.open(io.BytesIO(picture.png))
    assert image.format == "PNG"
    assert image.size == (picture.width, picture.height)
    assert min(image.size) >= 250
    assert not image.info, "nothing is hidden in the file"
    assert len(image.getcolors(1 << 20) or ()) > 3, "something is drawn"
    letters.font.cache_clear()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_any_name_can_be_in_a_picture(names: list[str]) -> None:
    drawing = ecogram(4)
    assert draw(drawing, words(drawing, tuple(names))).png


@pytest.mark.parametrize(
    "name", ["Zoë", "André", "Łukasz", "Ğülşen", "Ñoña", "Ærø", "Čapek", "Åsa", "Ő"]
)
def test_a_name_with_accents_is_written_also_with_the_font_that_comes_along(name: str) -> None:
    built_in = letters.built_in(40)
    assert letters.can_write(name, built_in)
    drawn, bare = (_drawn(text, built_in) for text in (name, letters_only(name)))
    assert drawn != bare, "the accent is there"


def letters_only(name: str) -> str:
    """The name without what is drawn on its letters."""
    return "".join(letters._pieces(sign, letters.built_in(40))[0] for sign in name)  # type: ignore[index]  # all can


def _drawn(text: str, font: letters.Font) -> bytes:
    image = Image.new("L", (400, 120), 255)
    letters.write(ImageDraw.Draw(image), (10, 80), text, font, "#000000")
    return image.tobytes()


@pytest.mark.parametrize("name", ["妈妈", "😀", "", " ", "\U0010fffd"])
def test_a_name_that_cannot_be_written_has_its_number(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "FONTS", ())
    letters.font.cache_clear()
    assert label(name, 7, 30, 200) == ["7"]
    letters.font.cache_clear()


def test_a_long_name_is_cut_and_stays_within_its_shape() -> None:
    for line in label("Wolfeschlegelsteinhausenbergerdorff von und zu Huizen", 1, 30, 150):
        assert letters.width(line, letters.font(60)) <= 300


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: how much two colours differ."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_letters_stand_out() -> None:
    assert contrast(INK, PAPER) > 7
    assert contrast(INK, SOFT) > 7
    assert contrast(PAPER, STRONG) > 4.5
