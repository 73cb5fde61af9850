"""R12 and R10 in every part of every format that is shipped."""

from __future__ import annotations

import pytest

from bot.core.about import about, holds
from bot.core.effects import Say
from tests.attacks.house import House, user
from tests.attacks.room import LIBRARY
from tests.attacks.table import attack

VOICES = {
    "Noor": "cliënt", "Bram": "professional", "Adem": "naaste", "Zoe": "ervaringsdeskundige",
    "Samira": "professional", "Ilse": "naaste", "Willem": "cliënt",
}  # fmt: skip
OUTCOMES = {"harvest", "poll-result"}
"""What comes of a part is a message of its own, beside the one with which the next part begins."""
PARTS_AT_MOST = 120


def said(house: House) -> list[str]:
    """The moments of what was said anew in the room."""
    news = [one.effect for one in house.news if one.place == "kring"]
    return [one.moment for one in news if isinstance(one, Say) and not one.edits]


@attack(
    "R12", "a hurried facilitator",
    "leads through every part of every kind of talk, without waiting for anybody.",
    "In each a call for help is answered at once, and once; one message for one act; and everyone "
    "of whom anything is kept can hear it.",
)  # fmt: skip
@pytest.mark.parametrize("id", LIBRARY.plans)
async def test_every_part_of_every_format(id: str) -> None:
    house = House()
    place = house.places["kring"]
    for name in ("Ilse", "Willem"):
        house.names[user(name)] = name
    place.here = {user(name) for name in VOICES}
    await house.says("kring", "Samira", f"!start {id} Thuis")
    assert said(house) == ["gathering"]
    for name, voice in VOICES.items():
        await house.says("kring", name, "!meedoen")
        await house.says("kring", name, f"!rol {voice}")
    await house.says("kring", "Samira", "!volgende")
    for name in VOICES:
        await house.says("kring", name, "!akkoord")
    await house.says("kring", "Noor", "!ik")
    for number in range(PARTS_AT_MOST):
        if place.circle.session is None:
            break
        caller = list(VOICES)[number % len(VOICES)]
        await house.says("kring", caller, "!nood")
        assert (house.heard, house.mentioned) == (["crisis"], set())
        for name in VOICES:
            assert about(place.circle, user(name)) or not holds(place.circle, user(name))
        await house.says("kring", "Samira", "!volgende")
        assert len([one for one in said(house) if one not in OUTCOMES]) <= 1, said(house)
    assert place.circle.session is None, "leading on always comes to an end"
    assert not any(holds(place.circle, user(name)) for name in VOICES)
