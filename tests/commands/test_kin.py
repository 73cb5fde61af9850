"""Who somebody is to another is a voice where that is asked; of whom they speak is none."""

from __future__ import annotations

import pytest

from bot.commands.voices import plain_voices, voices
from bot.core.people import Voice

CLOSE = (Voice.NAASTE,)

IS = """
moeder | vader | ouder | dochter | zoon | broer | zus | partner | vriend | vriendin | tante | oom
oma | opa | nicht | neef | schoonzus | pleegouder | mantelzorger | familie | naaste | Moeder. | ZUS
ik ben moeder | ik ben een vriend | ik ben de dochter | ik ben zijn zus | ik ben haar broer
ik ben hun tante | ik ben z'n broer | ik ben zijn vrouw | ik ben haar man | ik ben de partner
moeder van | moeder van een cliënt | zus van Joost | broer van een bewoner hier | vrouw van Karel
de moeder van iemand met autisme | man van Samira | vriend van een cliënt | kind van een moeder hier
ik ben een goede vriend | ik ben zijn beste vriend | ik ben de oudste zus | haar jongste dochter
als moeder | als zus | als goede vriend | ik zit hier als vader | ik spreek als partner
mijn rol is moeder | mijn rol hier is broer
ik ben hier als dochter | ik ben hier voor mijn zoon | ik kom als vriendin van Els
mother | father | parent | daughter | son | brother | sister | partner | friend | wife | husband
I am his sister | I'm her mother | I'm a friend | as a parent | mother of | mother of a client
I am the daughter of Karel | wife of a client | his best friend | good friend | mother-in-law
mother in law | I am his wife | I'm here for my son | as his brother | my role is father
"""

IS_NOT = """
mijn moeder | mijn zus | mijn beste vriend | onze dochter | m'n broer | my mother | our son
my best friend | mijn moeder is cliënt | mijn zus heeft het zwaar | over mijn moeder
mijn moeder en mijn zus | ik ben bang voor mijn vader hier | moeder van twee kinderen
mother of three | ik ben moeder van drie | moeder is ziek | zijn zus is hulpverlener
ik heb een zus | ik mis mijn broer | man | vrouw | kind | ik ben een vrouw | ik ben man | child
zus? | ben jij zijn zus? | vriend of vijand | van mijn moeder | mother is ill | I miss my sister
moeder van Jan die hier woont | ik ben vriendelijk | ik ben geen vriend | nee geen zus
"""

BOTH = {
    "moeder en ervaringsdeskundige": (Voice.NAASTE, Voice.PEER),
    "ik ben dochter van Jan en zelf cliënt": (Voice.NAASTE, Voice.CLIENT),
    "hulpverlener en ook moeder": (Voice.PROFESSIONAL, Voice.NAASTE),
    "sister of a client and a nurse": (Voice.NAASTE, Voice.PROFESSIONAL),
    "familie-ervaringsdeskundige en zus": (Voice.FAMILY_PEER, Voice.NAASTE),
}


def phrases(lines: str) -> list[str]:
    return [phrase.strip() for line in lines.splitlines() for phrase in line.split("|") if phrase]


@pytest.mark.parametrize("words", phrases(IS))
def test_who_somebody_is_to_another_is_a_close_one(words: str) -> None:
    assert plain_voices(words) == CLOSE


@pytest.mark.parametrize("words", phrases(IS_NOT))
def test_of_whom_somebody_speaks_is_no_voice(words: str) -> None:
    assert plain_voices(words) is None


@pytest.mark.parametrize("words", BOTH)
def test_more_than_one_is_fine(words: str) -> None:
    assert plain_voices(words) == BOTH[words]


def test_a_command_understands_the_same() -> None:
    assert voices("moeder van Joost") == CLOSE
    assert voices("zus, ervaringsdeskundige") == (Voice.NAASTE, Voice.PEER)
    assert voices("mijn moeder") is None
