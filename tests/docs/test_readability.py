"""Every Dutch text can be read by people who are tired: a measure, and that it measures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import readability  # noqa: E402 - found through the line above

SYLLABLES = {
    1: "ik je jij wij pas hand vuur kring stil woord hulp nood team graag nieuw leeuw mooi saai boei "
       "eeuw vrij quiz vrouw blauw",
    2: "pauze naaste kampvuur cliënt later luister verder moeite mooie nieuwe bloeien idee online "
       "kooien lawaai geuren geëerd kwartier café zo'n-tje",
    3: "begeleid familie vertellen radio bijvoorbeeld computer apparaat psychose beïnvloed ruïne "
       "ideaal egoïst reünie museum afwezig twee-eenheid",
    4: "situatie hulpverlener begeleider financieel gezondheidszorg uitroepteken privégesprek diagnose",
    5: "organisatie verantwoordelijk coördinator vertrouwelijkheid",
    6: "gespreksbegeleider",
    7: "ervaringsdeskundige",
}  # fmt: skip
TEXTS = dict(readability.texts())


@pytest.mark.parametrize(
    ("word", "count"),
    [(word, count) for count, words in SYLLABLES.items() for word in words.split()],
)
def test_syllables_are_counted_as_they_are_said(word: str, count: int) -> None:
    assert readability.syllables(word) == count
    assert readability.syllables(word.upper()) == count


def test_a_text_is_measured_as_it_is_read() -> None:
    """Two sentences; what a slot will hold is a name, a title is none of them."""
    it = readability.measure(
        "# Een titel zonder punt\n\n- {name}, *jij* bent aan de beurt. Typ `!klaar`.\nOok dit niet"
    )
    assert (it.words, it.sentences, it.longest) == (8, 2, 6)
    assert it.syllables == 9
    assert it.score == pytest.approx(206.84 - 77 * 9 / 8 - 0.93 * 4)
    assert readability.measure("Typ: pas.").sentences == 1


def test_what_offices_write_would_not_get_through() -> None:
    hard = (
        "Deelnemers worden geacht voorafgaand aan de groepsbijeenkomst hun persoonlijke "
        "ondersteuningsbehoeften te inventariseren, waarna gespreksbegeleiders vervolgens de "
        "gezamenlijke evaluatie van de behandelingsmogelijkheden faciliteren."
    )
    it = readability.measure(hard)
    assert it.score < 0
    assert it.long_share > readability.MOST_LONG
    assert it.sentence > readability.MOST_WORDS


@pytest.mark.parametrize("path", TEXTS)
def test_every_text_is_easy_to_read(path: str) -> None:
    it = readability.measure(TEXTS[path])
    assert it.sentences > 10, "there is nothing to measure"
    least, longest = readability.limits(path)
    assert it.score >= least
    assert it.sentence <= readability.MOST_WORDS
    assert it.longest <= longest
    assert it.long_share <= readability.MOST_LONG


def test_the_page_is_as_the_texts_are_now() -> None:
    assert readability.page() == readability.PAGE.read_text("utf-8"), "run: python docs/draw.py"
