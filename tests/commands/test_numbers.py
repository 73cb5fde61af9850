"""A number typed as an answer, in any spelling people use; what says anything else is speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.numbers import Numbers, comparable, numbers, same_words

TWO = [
    "2", " 2 ", "2.", "2)", "(2)", "!2", "! 2", "!2.", "#2", "2️⃣", "２", "٢", "**2**", "2 👍",
    "optie 2", "Optie 2", "optie2", "!optie 2", "nummer 2", "nr. 2", "keuze 2", "antwoord: 2",
    "option 2", "number two", "no. 2", "answer 2", "twee", "Twee.", "two", "de 2e", "2 graag",
    "ik kies 2", "Ik kies voor 2", "doe mij maar 2", "mijn keuze is 2", "een 2", "ik geef een 2",
    "I choose 2", "I'd go with 2", "2 please", "ja, 2",
]  # fmt: skip
SPEECH = [
    "", " ", "!", "?", "2?", "is het 2?", "+1", "+2", "12:30", "om 12:30", "€2", "50%", "½",
    "0612345678", "06 - 1234567890", "2\n3", "2" + " en nog veel meer" * 4,
    "<2>", "x=2", "http://example.org/?a=2", "no", "e", "de", "hallo",
]  # fmt: skip


@pytest.mark.parametrize("body", TWO)
def test_every_reasonable_spelling_of_a_number_is_that_number(body: str) -> None:
    assert numbers(body) == Numbers((2,))


@pytest.mark.parametrize("body", SPEECH)
def test_what_says_anything_else_is_no_number(body: str) -> None:
    assert numbers(body) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1", (1,)), ("een", (1,)), ("één", (1,)), ("one", (1,)), ("0", (0,)), ("nul", (0,)),
        ("10", (10,)), ("tien", (10,)), ("twintig", (20,)), ("-2", (-2,)), ("99", (99,)),
        ("1 3", (1, 3)), ("1, 3", (1, 3)), ("1,3", (1, 3)), ("1 en 3", (1, 3)), ("1 & 3", (1, 3)),
        ("1, 2 and 3", (1, 2, 3)), ("1+3", (1, 3)), ("een en drie", (1, 3)), ("2 en drie", (2, 3)),
        ("7,5", (7, 5)), ("7/10", (7, 10)), ("2 2", (2, 2)),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_stand(body: str, expected: tuple[int, ...]) -> None:
    assert numbers(body) == Numbers(expected)


@pytest.mark.parametrize(
    ("body", "seat"),
    [
        ("2 Opa", "Opa"), ("Opa 2", "Opa"), ("Opa: 2", "opa"), ("2 voor Opa", "Opa"),
        ("!2 Opa", "Opa"), ("optie 2, Oma Jo", "Oma Jo"), ("2 Oma en Opa", "Oma en Opa"),
        ("2 O'Brien", "O’Brien"), ("2 Zoë", "zoe"),
    ],
)  # fmt: skip
def test_a_seats_name_may_stand_beside_it(body: str, seat: str) -> None:
    assert numbers(body) == Numbers((2,), comparable(seat))


@pytest.mark.parametrize(
    "body",
    ["2 keer al", "twee is te weinig", "ik heb 2 katten", "niet 2", "geen 2", "Opa is 2 jaar"],
)
def test_other_words_beside_it_make_it_no_answer_of_ones_own(body: str) -> None:
    read = numbers(body)
    assert read is not None
    assert read.name
    assert read.name != "opa"


@given(st.text(max_size=80))
def test_no_text_raises_anything(body: str) -> None:
    read = numbers(body)
    comparable(body)
    assert read is None or all(abs(number) < 10**9 for number in read.numbers)


@pytest.mark.parametrize(
    ("option", "body", "same"),
    [
        ("Wonen", "wonen", True), ("Wonen", " Wonen. ", True), ("Ja", "ja!", True),
        ("Werk & meedoen", "werk, meedoen", True), ("Zoë", "zoe", True), ("één", "een", True),
        ("Wonen", "wonen en werk", False), ("Wonen", "won", False), ("", "", False),
        ("!", "?", False),
    ],
)  # fmt: skip
def test_an_option_is_named_by_its_own_words_alone(option: str, body: str, same: bool) -> None:
    assert same_words(option, body) is same
