"""Voices are understood by the words people use for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.voices import voices
from bot.core.people import Voice


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cliënt", (Voice.CLIENT,)),
        ("Client", (Voice.CLIENT,)),
        ("naaste en professional", (Voice.NAASTE, Voice.PROFESSIONAL)),
        ("close one, worker", (Voice.NAASTE, Voice.PROFESSIONAL)),
        ("ervaringsdeskundige", (Voice.PEER,)),
        ("familie-ervaringsdeskundige", (Voice.FAMILY_PEER,)),
        ("familie ervaringsdeskundige", (Voice.FAMILY_PEER,)),
        ("familie, ervaringsdeskundige", (Voice.NAASTE, Voice.PEER)),
        ("family peer expert", (Voice.FAMILY_PEER,)),
        ("peer expert", (Voice.PEER,)),
        ("vierde", (Voice.FOURTH,)),
        ("client client", (Voice.CLIENT,)),
        ("ik ben een hulpverlener", (Voice.PROFESSIONAL,)),
        ("geen", ()),
        ("None", ()),
        ("", None),
        ("en", None),
        ("buurman", None),
        ("cliënt en directeur", None),
    ],
)
def test_words_become_voices(words: str, expected: tuple[Voice, ...] | None) -> None:
    assert voices(words) == expected


@pytest.mark.parametrize("voice", list(Voice))
def test_every_voice_is_known_by_its_own_name(voice: Voice) -> None:
    assert voices(voice.value) == (voice,)


@given(st.text())
def test_no_words_raise(words: str) -> None:
    voices(words)
