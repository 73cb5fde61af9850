"""Sentences of the planning language, and ways to damage them, from a number."""

from __future__ import annotations

import random
from collections.abc import Callable

SENTENCES = (
    "elke derde donderdag 19:30",
    "every third Thursday 19:30",
    "elke twee weken op maandag 10:00",
    "every two weeks on Monday and Wednesday at 10:00",
    "laatste vrijdag van de maand 15:00",
    "last Friday of the month at 3 pm, 10 times",
    "op 12 januari 2027 om 14.00 uur",
    "on 12 January 2027 at 2 pm",
    "dagelijks 9:00 t/m vrijdag",
    "every weekday at 9 for 30 minutes until 1 June",
    "elke donderdag van 19:30 tot 21:00, 10 keer, thema Wat geeft rust?",
    "elke maand op de 15e om 10 uur duur anderhalf uur",
    "vrijdagavond om half acht zone America/New_York",
    "elk kwartaal op de eerste maandag 10:00 begeleiders @anna @bert",
    "morgen om kwart over zeven 's avonds herinneringen een dag en een uur",
    "every other Tuesday at half past seven in the evening starting 1 March",
    "elk jaar op 5 mei 12:00 geen herinneringen",
    "over twee weken 19u30",
    "elke eerste maandag 10:00 behalve in juli en augustus",
    "Fridays from 10 to 11 am for six weeks",
    "1x per 2 weken op dinsdag van half acht tot 9",
    "ma-vr 9:00 vanaf januari tot juni",
    "elke vijfde woensdag 10:00",
    "30 februari 10:00",
    "elke donderdag 25:00",
    "twee keer per maand op donderdag 19:30",
)
_TEXT = (
    "elke elk tweede vijfde laatste maandag vrijdag en op om tot vanaf de van week weken maand dag uur "
    "3 12 31 19:30 24:00 25:61 0 99 999 30e -1 januari feb every the last other until of for at pm am "
    "half keer x t/m 2027-02-30 1/1/27 thema zone Europe/Amsterdam begeleiders duur minuten 's avonds "
    "volgende next morgen per behalve except augustus juni to lang kwart voor over acht ten noon 7-9 "
    "10-11am mei 99999999999999999999 3,5 1.5 -0 30-2 30 februari eenmalig once fortnight "
    "werkdagen kwartaal jaar "
    "\u202e \u0000 ½ ² ٣ é 🙂 , . ; ( ) “ ” ' / - ١٢ Ⅻ ﬁ"
)
_WORDS = _TEXT.split(" ")
_LETTERS: tuple[str, ...] = (
    *" -0:ai\t\n\r.,'\"/", *"éß½²٣İıﬁǅ", "\u00a0", "\u3000", "\u200b", "\u200d", "\u200f", "\u202e",
    "\u0301", "\ufeff", "\x00", "\x1f", "\U0001f642", "\ud7ff", "\U0010ffff",
)  # fmt: skip


def sentence(seed: int) -> str:
    """A sentence: whole, damaged, or of words in any order."""
    chance = random.Random(seed)
    if chance.random() < 0.25:
        return " ".join(chance.choice(_WORDS) for _ in range(chance.randrange(12)))
    words = chance.choice(SENTENCES).split(" ")
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        words = _other_words(words, chance)
    text = " ".join(words)
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 4))):
        text = chance.choice(_DAMAGES)(text, chance)
    return text


def _other_words(words: list[str], chance: random.Random) -> list[str]:
    """The words, some of them missing, doubled, replaced or in another order."""
    at = chance.randrange(len(words) + 1)
    match chance.randrange(6):
        case 0:
            return [*words[:at], chance.choice(_WORDS), *words[at:]]
        case 1:
            return words[:at] + words[at + 1 :]
        case 2:
            return [*words[:at], chance.choice(_WORDS), *words[at + 1 :]]
        case 3:
            other = chance.choice(SENTENCES).split(" ")
            return words[:at] + other[chance.randrange(len(other)) :]
        case 4:
            return words[:at] + words[at - 1 : at + 1] + words[at:]
    return chance.sample(words, len(words))


def _typo(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    letter = chance.choice(_LETTERS)
    return text[:at] + letter + text[at + chance.randrange(2) :]


def _swapped(text: str, chance: random.Random) -> str:
    at = chance.randrange(max(len(text) - 1, 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _gone(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + 1 :]


def _capitals(text: str, chance: random.Random) -> str:
    match chance.randrange(3):
        case 0:
            return text.upper()
        case 1:
            return text.title()
    return text.swapcase()


def _number(text: str, chance: random.Random) -> str:
    """A digit becomes another number, perhaps a huge one."""
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not places:
        return text
    at = chance.choice(places)
    new = chance.choice(("0", "00", "7", "13", "32", "60", "1000", "9" * 30, "-1", "٣"))
    return text[:at] + new + text[at + 1 :]


def _long(text: str, chance: random.Random) -> str:
    """Ten thousand characters of it."""
    if chance.random() < 0.98:
        return text
    return (text + chance.choice((" ", "", "\n")))[:5_000] * (10_000 // max(len(text), 1) + 1)


_DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (
    _typo, _typo, _swapped, _gone, _capitals, _number, _long,
)  # fmt: skip
