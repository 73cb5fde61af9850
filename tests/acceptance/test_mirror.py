"""A whole mirror in an encrypted room: two circles, who turn, and the inner one has the last word."""

from __future__ import annotations

from bot.demo.person import Person
from tests.acceptance import contract
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table


async def test_a_mirror_from_start_to_close(table: NewTable) -> None:
    here = await table(6)
    inner, outer = here.guests[:3], here.guests[3:]
    agreements = await here.gathers(*here.guests, start="!start spiegel Het weekend")
    assert "verdedigt zich niet" in agreements.body, "listeners are silent by agreement"
    for person in here.guests:
        await here.taps(person, agreements)
    circles = await here.hears("ask")
    assert (circles.block["stage"], circles.block["kind"]) == ("circles", "ask")
    assert "Typ: ik vertel" in circles.body
    for person in outer:
        await person.say(here.room, "ik luister")
    for person, words in zip(inner, ("ik vertel", "ja", "ik"), strict=True):
        await person.say(here.room, words)
    assert (await here.hears("stage")).block["stage"] == "silence-writing"

    await here.host.say(here.room, "!volgende")
    first = await here.hears("turn")
    assert (first.block["stage"], first.mentions) == ("strengths", (inner[0].user,))
    await here.says(outer[0], "dat komt omdat wij op zondag met veel te weinig mensen zijn")
    reminder = await here.hears("reminder-all")
    assert outer[0].name not in reminder.body
    await here.asks(outer[1], "!hand", "fault")
    await inner[0].say(here.room, "klaar")
    await round_of(here, *inner[1:])
    await round_of(here, *inner)
    assert (await here.hears("stage")).block["stage"] == "break-halfway"
    await here.host.say(here.room, "!volgende")
    await round_of(here, *inner)
    assert (await here.hears("stage")).block["stage"] == "questions"
    await the_circles_turn(here, inner, outer)
    # R9: who tells, and so is mostly a client, stands in no reaction, of Kring's or of anybody's.
    tapped = [event for event in await here.raw() if event["type"] == "m.reaction"]
    under = {event["content"]["m.relates_to"]["event_id"] for event in tapped}
    assert circles.event not in under


async def round_of(here: Table, *people: Person, words: str = "") -> None:
    """Everyone in turn, and nobody else, is called, perhaps says something, and is done."""
    for person in people:
        turn = await here.hears("turn")
        assert turn.mentions == (person.user,)
        assert contract.words(contract.announcement(turn)) <= contract.WORDS_AT_MOST
        if words:
            await here.says(person, words)
        await person.say(here.room, "klaar")


async def the_circles_turn(here: Table, inner: list[Person], outer: list[Person]) -> None:
    """The outer circle reflects and writes a letter; the inner circle is heard last."""
    await here.asks(here.host, "!volgende", "stage")
    await here.host.say(here.room, "!volgende")
    await round_of(here, *outer)
    await round_of(here, *outer, words="dank dat je dit hier aan ons wilde vertellen")
    letter = await here.hears("harvest")
    assert letter.body.startswith("Een brief van de buitenkring")
    assert all(f"- {person.name}: " in letter.body for person in outer)
    assert not any(f"- {person.name}: " in letter.body for person in inner)
    await round_of(here, *inner)
    assert (await here.hears("stage")).block["stage"] == "silence-end"
    await here.asks(here.host, "!volgende", "check-out")
    await here.asks(here.host, "!volgende", "after-talk")
    closed = await here.asks(here.host, "!volgende", "closed")
    assert "!nood" in closed.body
