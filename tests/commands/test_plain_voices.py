"""A whole short message that is only a voice answers the question from where somebody speaks."""

from __future__ import annotations

import pytest

from bot.commands.voices import plain_voices
from bot.core.people import Voice


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cliënt", (Voice.CLIENT,)),
        ("Naaste.", (Voice.NAASTE,)),
        ("ik ben hulpverlener", (Voice.PROFESSIONAL,)),
        ("close one", (Voice.NAASTE,)),
        ("as a family peer expert", (Voice.FAMILY_PEER,)),
        ("naaste en ervaringsdeskundige", (Voice.NAASTE, Voice.PEER)),
        ("I'm a client and a parent", (Voice.CLIENT, Voice.NAASTE)),
        ("Mijn rol is naaste", (Voice.NAASTE,)),
        ("mijn rol hier is cliënt", (Voice.CLIENT,)),
        ("my role is professional", (Voice.PROFESSIONAL,)),
        ("ik zit hier als naaste", (Voice.NAASTE,)),
        ("liever geen rol", ()),
        ("rather no role", ()),
    ],
)
def test_only_a_voice_is_a_voice(words: str, expected: tuple[Voice, ...]) -> None:
    assert plain_voices(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "mijn moeder is hulpverlener",
        "my mother is a nurse",
        "mijn vader zit hier als cliënt",
        "ik ben geen naaste",
        "ik was cliënt",
        "naaste?",
        "cliënt\nen ik wil nog iets vertellen",
        "mijn rol is",
        "ik ben bang",
        "pas",
        "no",
        "",
        "naaste " * 20,
    ],
)
def test_what_says_more_or_less_is_none(words: str) -> None:
    assert plain_voices(words) is None
