"""A deliberation about somebody who is there, in an encrypted room, from its start to its close (R3)."""

from __future__ import annotations

from tests.acceptance import contract
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table


async def test_a_deliberation_about_somebody_who_is_there(table: NewTable) -> None:
    here = await table(4)
    anna, bram, noor = here.guests
    agreements = await here.gathers(
        anna, bram, noor, start="!start beraad een sleutel voor de nacht"
    )
    for person in here.guests:
        await here.taps(person, agreements)
    asked = await here.hears("ask")
    assert (asked.block["stage"], asked.block["kind"]) == ("about", "ask")
    assert (asked.block["person"], asked.mentions) == (None, ())
    assert "Over wie gaat dit beraad" in asked.body
    assert "!ik" in asked.body

    await here.says(anna, "dat ben ik")
    await bram.say(here.room, "nee")
    await here.taps(noor, asked, "⏭️")
    case = await here.hears("stage")
    assert (case.block["stage"], case.mentions) == ("case", ())
    assert case.body.startswith("Het gaat vandaag over iemand die hier is.")
    assert anna.name not in case.body

    # Who it is about is heard first, and the talk waits for them.
    await here.host.say(here.room, "!volgende")
    turn = await here.hears("turn")
    assert (turn.block["stage"], turn.mentions) == ("centre", (anna.user,))
    await anna.leave(here.room)
    for moment in ("left", "paused"):
        told = await here.hears(moment)
        assert anna.name not in told.body
        assert (told.block["person"], told.mentions) == (None, ())
    assert "!stop" in (await here.asks(here.host, "!verder", "fault")).body
    await here.host.invite(here.room, anna.user)
    await anna.join(here.room)
    welcome = await here.hears("welcome-newcomer")
    await here.taps(anna, welcome)
    await here.hears("resumed")
    back = await here.hears("turn")
    assert (back.block["stage"], back.mentions) == ("centre", (anna.user,))
    assert contract.words(contract.announcement(back)) <= contract.WORDS_AT_MOST
    await here.says(anna, "een sleutel is voor mij dat iemand mij gelooft")
    await anna.say(here.room, "klaar")
    assert (await here.hears("stage")).block["stage"] == "sides"
    await weighed(here)
    await here.stops()


async def weighed(here: Table) -> None:
    """A side each with its harm, questions, what matters to each; and everybody writes alone."""
    anna, bram, noor = here.guests
    for stage in ("break-before-harm", "harm-a", "harm-b", "questions"):
        said = await here.asks(here.host, "!volgende", "stage")
        assert said.block["stage"] == stage
    await here.host.say(here.room, "!volgende")
    for person in here.guests:
        turn = await here.hears("turn")
        assert turn.mentions == (person.user,)
        await person.say(here.room, "pas" if person is noor else "klaar")
    await here.hears("turn")
    await noor.say(here.room, "nee")
    assert (await here.hears("stage")).block["stage"] == "break-before-weighing"
    await here.asks(here.host, "!volgende", "stage")
    writing = await here.asks(here.host, "!volgende", "ask")
    assert writing.block["stage"] == "writing"
    await bram.say(here.room, "klaar met schrijven")
    await here.taps(noor, writing)
    await anna.say(here.room, "ja")
    weighing = await here.hears("turn")
    assert (weighing.block["stage"], weighing.mentions) == ("weighing", (anna.user,))
