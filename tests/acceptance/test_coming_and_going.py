"""Who comes later, who goes, who comes back, who only reads, and who has no device (R5, R6, G4)."""

from __future__ import annotations

import pytest

from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import People


async def lets_in(table: Table, people: People, name: str = "Pien") -> Person:
    """Invite somebody new, who joins."""
    person = await people(name)
    await table.host.invite(table.room, person.user)
    await person.join(table.room)
    table.people.append(person)
    return person


async def test_the_circle_waits_for_a_latecomer_who_then_comes_last(
    table: NewTable, people: People
) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    pien = await lets_in(here, people)
    welcome = await here.hears("welcome-newcomer")
    assert welcome.mentions == (pien.user,)
    assert welcome.block["person"] == pien.user
    assert "Wat eerder gezegd is, kun je niet zien" in welcome.body
    # The current turn goes on; the next one waits.
    await here.taps(here.person(turn.mentions[0]), turn)
    await here.quiet()
    await here.taps(pien, welcome)
    turn = await here.hears("turn")
    order = [turn.mentions[0]]
    for _ in range(2):
        await here.taps(here.person(turn.mentions[0]), turn)
        turn = await here.hears("turn")
        order.append(turn.mentions[0])
    assert order[-1] == pien.user
    await here.stops()


async def test_a_latecomer_who_reads_along_is_not_waited_for(
    table: NewTable, people: People
) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    pien = await lets_in(here, people)
    await here.hears("welcome-newcomer")
    await here.taps(here.person(turn.mentions[0]), turn)
    await pien.say(here.room, "!luister")
    turn = await here.hears("turn")
    for moment in ("turn", "check-out"):
        await here.taps(here.person(turn.mentions[0]), turn)
        turn = await here.hears(moment)
    await here.stops()


async def test_the_facilitator_leads_on_past_a_latecomer_who_can_agree_later(
    table: NewTable, people: People
) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    pien = await lets_in(here, people)
    await here.hears("welcome-newcomer")
    await here.taps(here.person(turn.mentions[0]), turn)
    await here.quiet()
    turn = await here.asks(here.host, "!volgende", "turn")
    await pien.say(here.room, "akkoord")
    await here.taps(here.person(turn.mentions[0]), turn)
    turn = await here.hears("turn")
    await here.taps(here.person(turn.mentions[0]), turn)
    assert (await here.hears("turn")).mentions == (pien.user,)
    await here.stops()


async def test_a_reader_takes_a_seat_by_agreeing(table: NewTable) -> None:
    here = await table(4)
    *circle, reader = here.people
    turn = await here.begins(*circle)
    await reader.say(here.room, "!akkoord")
    seen = []
    for _ in range(3):
        await here.taps(here.person(turn.mentions[0]), turn)
        turn = await here.hears("turn")
        seen.append(turn.mentions[0])
    assert seen[-1] == reader.user
    await here.stops()


async def test_a_reader_who_asks_to_join_gets_the_agreements_and_nobody_waits(
    table: NewTable,
) -> None:
    here = await table(4)
    *circle, reader = here.people
    turn = await here.begins(*circle)
    await reader.say(here.room, "!meedoen")
    welcome = await here.hears("welcome-newcomer")
    assert welcome.mentions == (reader.user,)
    assert "wachten" not in welcome.body
    assert "!nood" in welcome.body
    await here.taps(here.person(turn.mentions[0]), turn)
    await here.hears("turn")
    await here.stops()


async def test_leaving_is_told_once_at_the_end_of_the_turn_without_a_name(
    table: NewTable,
) -> None:
    here = await table(5)
    trusted = here.guests[0]
    told = await here.asks(here.host, f"!vertrouwd {trusted.name}", "help")
    assert told.mentions == (trusted.user,)
    turn = await here.begins(*here.people)
    leaver = here.guests[3]
    await leaver.leave(here.room)
    await here.quiet()
    await here.taps(here.person(turn.mentions[0]), turn)
    left = await here.hears("left")
    assert left.mentions == (trusted.user,)
    assert trusted.name in left.body
    assert leaver.name not in left.body
    assert left.block["person"] is None
    turn = await here.hears("turn")
    # Back again, and gone again: told no second time; the place is kept.
    await here.host.invite(here.room, leaver.user)
    await leaver.join(here.room)
    welcome = await here.hears("welcome-newcomer")
    await here.taps(leaver, welcome)
    await leaver.leave(here.room)
    await here.taps(here.person(turn.mentions[0]), turn)
    turn = await here.hears("turn")
    closed = await here.stops()
    assert trusted.name in closed.body
    assert closed.mentions == ()


async def test_a_speaker_who_leaves_is_told_of_at_once(table: NewTable) -> None:
    here = await table(4)
    turn = await here.begins(*here.people[1:])
    speaker = here.person(turn.mentions[0])
    await speaker.leave(here.room)
    left = await here.hears("left")
    assert left.mentions == ()
    assert speaker.name not in left.body
    assert (await here.hears("turn")).mentions != (speaker.user,)
    await here.stops()


async def test_who_comes_back_agrees_again_and_has_kept_their_place(table: NewTable) -> None:
    here = await table(5)
    turn = await here.begins(*here.people)
    back = here.guests[0]
    await back.leave(here.room)
    await here.host.invite(here.room, back.user)
    await back.join(here.room)
    welcome = await here.hears("welcome-newcomer")
    await here.taps(here.person(turn.mentions[0]), turn)
    await here.quiet()
    await here.taps(back, welcome)
    assert (await here.hears("turn")).mentions == (back.user,)
    await here.stops()


async def test_a_lost_connection_costs_nothing(table: NewTable) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    await here.taps(here.person(turn.mentions[0]), turn)
    turn = await here.hears("turn")
    away = here.person(turn.mentions[0])
    async with away.offline():
        await here.quiet()
    await away.say(here.room, "klaar")
    assert (await here.hears("turn")).mentions != turn.mentions
    await here.stops()


@pytest.mark.parametrize("seat", ["Opa Jan Hoekstra", "אבא", "<b>Opa</b>"])
async def test_who_brought_a_seat_answers_for_it(table: NewTable, seat: str) -> None:
    here = await table(3)
    bringer = here.guests[1]
    here.sentences.append(seat)
    await here.host.say(here.room, "!start kampvuur Thuis")
    gathering = await here.hears("gathering")
    for person in here.people:
        await here.taps(person, gathering)
    brought = await bringer.say(here.room, f"!plek {seat}")
    assert seat in (await here.hears("help")).body
    agreements = await here.asks(here.host, "!volgende", "agreements")
    assert "4 mensen doen mee" in agreements.body
    for person in here.people:
        await here.taps(person, agreements)
    await here.quiet()
    other = await here.asks(here.guests[0], f"!akkoord {seat}", "fault")
    assert other.mentions == ()
    await bringer.say(here.room, f"!akkoord {seat}")
    turn = await here.hears("turn")
    for _ in range(2):
        await here.taps(here.person(turn.mentions[0]), turn)
        turn = await here.hears("turn")
    await here.taps(bringer, turn)
    turn = await here.hears("turn")
    assert turn.block["person"].startswith("seat-")
    assert turn.mentions == (bringer.user,)
    assert seat.split()[0] in turn.body
    # The name is read from the room where it stands, as it is now.
    await bringer.redact(here.room, brought)
    await here.asks(here.guests[0], "!pauze", "paused")
    await here.host.say(here.room, "!verder")
    assert "iemand, jij was" in (await here.hears("resumed")).body
    await bringer.say(here.room, "!klaar")
    await here.hears("check-out")
    await here.stops()
    assert (await here.asks(bringer, f"!klaar {seat}", "fault")).block["session"] is None


async def test_two_people_may_each_bring_a_seat_of_the_same_name(table: NewTable) -> None:
    here = await table(3)
    for bringer in here.guests:
        await here.asks(bringer, "!plek Oma", "help")
    agreements = await here.gathers(*here.people)
    for person in here.people:
        await here.taps(person, agreements)
    for bringer in here.guests:
        await bringer.say(here.room, "!akkoord Oma")
    # The round begins only once both seats have agreed.
    await here.hears("turn")
    await here.stops()


async def test_a_seat_goes_away_again(table: NewTable) -> None:
    here = await table(3)
    bringer = here.guests[1]
    await bringer.say(here.room, "!plek Tante Riet")
    await here.hears("help")
    await here.asks(here.guests[0], "!plek weg Tante Riet", "fault")
    await here.asks(bringer, "!plek weg tante riet", "help")
    await here.asks(bringer, "!plek weg Tante Riet", "fault")
    await here.asks(bringer, "!plek", "fault")
    await here.begins(*here.people)
    await here.stops()


async def test_readers_are_counted_and_never_called(table: NewTable) -> None:
    here = await table(6)
    circle = here.people[1:4]
    agreements = await here.gathers(*circle)
    assert "3 mensen doen mee" in agreements.body
    assert "3 mensen mee" in agreements.body
    for person in circle:
        await here.taps(person, agreements)
    turn = await here.hears("turn")
    seen = {turn.mentions[0]}
    for moment in ("turn", "turn", "check-out"):
        await here.taps(here.person(turn.mentions[0]), turn)
        turn = await here.hears(moment)
        seen.update(turn.mentions)
    assert seen == {person.user for person in circle}
    await here.stops()


async def test_who_steps_back_is_not_called_any_more(table: NewTable) -> None:
    here = await table(4)
    turn = await here.begins(*here.people)
    await here.guests[0].say(here.room, "ik lees mee")
    await here.guests[1].say(here.room, "!luister")
    await here.taps(here.person(turn.mentions[0]), turn)
    turn = await here.hears("turn")
    # A plain word may be a story; in the middle of a round only the command steps back.
    assert turn.mentions == (here.guests[0].user,)
    await here.taps(here.guests[0], turn)
    assert (await here.hears("turn")).mentions == (here.guests[2].user,)
    await here.stops()
