"""Plain words in a private chat: understood where they are clear, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.alone import in_words

TODAY = date(2027, 1, 6)


@pytest.mark.parametrize(
    ("said", "name", "words"),
    [
        ("Wat weet je van mij?", "what-do-you-know", ""),
        ("wat weet je over me", "what-do-you-know", ""),
        ("what do you know about me?", "what-do-you-know", ""),
        ("Vergeet mij", "forget-me", ""),
        ("vergeet mij alsjeblieft.", "forget-me", ""),
        ("forget me please", "forget-me", ""),
        ("English, please", "language", "en"),
        ("in het Nederlands graag", "language", "nl"),
        ("ik ben cliënt", "role", "client"),
        ("Ik ben een naaste.", "role", "naaste"),
        ("ik ben cliënt en naaste", "role", "client en naaste"),
        ("I'm a peer expert", "role", "peer expert"),
        ("ervaringsdeskundige", "role", "ervaringsdeskundige"),
        ("ik ben afwezig tot 12 januari", "away", "tot 12 januari"),
        ("I am away until Monday", "away", "until monday"),
        ("ik ben weer terug", "away", "terug"),
        ("geen herinneringen graag", "reminders", "uit"),
        ("Don't remind me", "reminders", "uit"),
        ("herinner mij", "reminders", "aan"),
    ],
)
def test_what_is_clear_is_understood(said: str, name: str, words: str) -> None:
    read = in_words(said, TODAY)
    assert read is not None
    assert (read.name, read.words) == (name, words)


@pytest.mark.parametrize(
    "said",
    [
        "", "ik ben moe", "ik ben bang dat ze mij vergeten", "vergeet mij niet", "vergeet mij nooit",
        "wat weet je van Bram?", "wat weet je van haar", "vergeet hem", "ben ik cliënt?",
        "mijn moeder is cliënt", "ik ben weg van die muziek", "ik ben er niet", "geen", "niets",
        "none", "ik ben niets", "ik ben de moeder van Noor", "is er nu een gesprek?",
        "ik ben weg tot sint-juttemis", "cliënt\nnaaste", "a" * 5000, "ik ben " + "client " * 20,
        "he spoke english to me", "ik wil graag mijn verhaal kwijt",
    ],
)  # fmt: skip
def test_what_is_not_clear_is_words(said: str) -> None:
    assert in_words(said, TODAY) is None


@given(st.text(max_size=100))
def test_any_words_are_read_or_not(said: str) -> None:
    in_words(said, TODAY)
