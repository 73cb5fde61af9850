"""R5: newcomers first."""

from __future__ import annotations

from bot.core.effects import Button
from tests.attacks.room import Room
from tests.attacks.table import attack


async def going_on() -> Room:
    """A campfire in which Noor has the floor; Zoe is not there yet."""
    here = Room()
    await here.starts("Noor", "Bram", "Adem")
    assert here.speaker == "Noor"
    return here


@attack(
    "R5", "an outsider",
    "comes in unnoticed, while somebody speaks.",
    "Everyone is told at once, also in a pause.",
)  # fmt: skip
async def test_coming_in_unnoticed() -> None:
    here = await going_on()
    await here.comes("Zoe")
    assert (here.heard, here.mentioned) == (["welcome-newcomer"], {here.user("Zoe")})
    await here.leaves("Zoe")
    await here.says("Bram", "!pauze")
    await here.comes("Zoe")
    assert here.heard == ["welcome-newcomer"]


@attack(
    "R5", "a hurried facilitator",
    "gives the next turn before the newcomer has answered.",
    "The circle waits. Only said in so many words (!volgende), the newcomer reads along for now.",
)  # fmt: skip
async def test_going_on_without_the_newcomer() -> None:
    here = await going_on()
    await here.comes("Zoe")
    await here.says("Noor", "!klaar")
    assert here.speaker is None
    for words in ("we gaan verder", "en nu Bram"):
        await here.says("Adem", words)
        assert here.speaker is None
    await here.says("Samira", "!volgende")
    assert here.speaker == "Bram"


@attack(
    "R5", "a newcomer",
    "speaks, raises a hand or says done, before agreeing.",
    "No turn moves for who has not agreed; they are welcome to.",
)  # fmt: skip
async def test_taking_part_before_agreeing() -> None:
    here = await going_on()
    await here.comes("Zoe")
    for words in ("!klaar", "!pas", "!hand", "Ik wil wat zeggen"):
        await here.says("Zoe", words)
        assert here.speaker == "Noor"
    await here.says("Noor", "!klaar")
    assert here.speaker is None


@attack(
    "R5", "a newcomer",
    "leaves and comes back, so as not to have to agree again.",
    "Who comes back agrees again, and keeps their place.",
)  # fmt: skip
async def test_coming_back_without_agreeing() -> None:
    here = await going_on()
    await here.leaves("Bram")
    await here.comes("Bram")
    await here.says("Noor", "!klaar")
    assert here.speaker is None
    await here.says("Bram", "!akkoord")
    assert here.speaker == "Bram"


@attack(
    "R5", "a newcomer",
    "taps under an old turn, or under the list of what is asked, to be counted in.",
    "Such a tap means nothing from who is not in the circle.",
)  # fmt: skip
async def test_tapping_under_an_old_message() -> None:
    here = await going_on()
    turn = here.room.newest(None)
    assert turn is not None
    await here.comes("Zoe")
    for button in (Button.DONE, Button.PASS, Button.LATER):
        await here.taps("Zoe", turn, button)
        assert (here.heard, here.speaker) == ([], "Noor")


@attack(
    "R5", "a participant",
    "comes with a second device or a new name, to be welcomed anew and hold up the circle.",
    "It is the same person: nothing is said, and nobody waits.",
)  # fmt: skip
async def test_a_second_device_is_no_newcomer() -> None:
    here = await going_on()
    await here.comes_again("Bram")
    assert here.heard == []
    await here.says("Noor", "!klaar")
    assert here.speaker == "Bram"


@attack(
    "R5", "an outsider",
    "comes and goes again and again, so that the circle waits for ever.",
    "Who left is not waited for; and for who stays silent, not longer than five minutes.",
)  # fmt: skip
async def test_holding_up_the_circle() -> None:
    here = await going_on()
    await here.comes("Zoe")
    await here.says("Noor", "!klaar")
    for _ in range(3):
        await here.leaves("Zoe")
        assert here.speaker in {"Bram", "Adem"}
        await here.comes("Zoe")
        await here.says(str(here.speaker), "!later")
    await here.room.passes(5 * 60_000)
    assert here.speaker is not None
