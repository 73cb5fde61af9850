"""Sentences of the planning language, and ways to damage them, from a number."""

from __future__ import annotations

import random

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
)
_TEXT = (
    "elke elk tweede laatste maandag vrijdag en op om tot vanaf de van week weken maand dag uur 3 12 "
    "31 19:30 24:00 25:61 0 99 999 30e -1 januari feb every the last other until of for at pm am half "
    "keer x t/m 2027-02-30 1/1/27 thema zone Europe/Amsterdam begeleiders duur minuten 's avonds "
    "volgende next morgen \u202e \u0000 ½ ² ٣ é 🙂 , . ; ( )"
)
_WORDS = _TEXT.split(" ")


def sentence(seed: int) -> str:
    """A sentence: whole, damaged, or of words in any order."""
    chance = random.Random(seed)
    if chance.random() < 0.25:
        return " ".join(chance.choice(_WORDS) for _ in range(chance.randrange(12)))
    words = chance.choice(SENTENCES).split(" ")
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        at = chance.randrange(len(words) + 1)
        match chance.randrange(5):
            case 0:
                words.insert(at, chance.choice(_WORDS))
            case 1:
                words = words[:at] + words[at + 1 :]
            case 2:
                words[at : at + 1] = [chance.choice(_WORDS)]
            case 3:
                other = chance.choice(SENTENCES).split(" ")
                words = words[:at] + other[chance.randrange(len(other)) :]
            case _:
                chance.shuffle(words)
    text = " ".join(words)
    if chance.random() < 0.3 and text:
        at = chance.randrange(len(text))
        text = (
            text[:at] + chr(chance.choice((32, 45, 48, 58, 97, 105, 233, 0x3000))) + text[at + 1 :]
        )
    return text
