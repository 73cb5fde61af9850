"""Pausing, going on, ending, handing on: who may do what, and what leading on means."""

from __future__ import annotations

from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.conftest import People


async def test_anyone_pauses_and_the_pauser_or_facilitator_goes_on(table: NewTable) -> None:
    here = await table(4)
    turn = await here.begins(*here.people[:3])
    reader, other = here.guests[2], here.guests[1]
    paused = await here.asks(reader, "!pauze", "paused")
    assert paused.block["person"] is None
    assert reader.name not in paused.body
    await here.asks(other, "!pauze", "fault")
    await here.asks(other, "!verder", "fault")
    assert "!verder" in (await here.asks(here.host, "!volgende", "fault")).body
    resumed = await here.asks(reader, "!verder", "resumed")
    assert resumed.mentions == turn.mentions
    await here.asks(other, "pauze", "paused")
    await here.asks(here.host, "we kunnen weer verder", "resumed")
    await here.asks(other, "!verder", "fault")
    await here.stops()


async def test_once_the_pauser_is_gone_anyone_goes_on(table: NewTable) -> None:
    here = await table(4)
    await here.begins(*here.people[:3])
    pauser = here.guests[2]
    await here.asks(pauser, "!pause", "paused")
    await pauser.leave(here.room)
    await here.hears("left")
    await here.asks(here.guests[0], "!resume", "resumed")
    await here.stops()


async def test_a_pause_holds_in_the_gathering_and_the_agreements_too(table: NewTable) -> None:
    here = await table(3)
    await here.host.say(here.room, "!start kampvuur Thuis")
    gathering = await here.hears("gathering")
    await here.asks(here.guests[0], "!pauze", "paused")
    for person in here.people:
        await here.taps(person, gathering)
    await here.asks(here.guests[0], "!verder", "resumed")
    agreements = await here.asks(here.host, "!volgende", "agreements")
    await here.asks(here.guests[0], "!pauze", "paused")
    for person in here.people:
        await here.taps(person, agreements)
    await here.quiet()
    await here.host.say(here.room, "!verder")
    await here.hears("resumed")
    await here.hears("turn")
    await here.stops()


async def test_done_in_a_pause_ends_the_turn_and_the_next_waits(table: NewTable) -> None:
    here = await table(3)
    turn = await here.begins(*here.people)
    await here.asks(here.guests[0], "!pauze", "paused")
    await here.taps(here.person(turn.mentions[0]), turn)
    await here.quiet()
    await here.host.say(here.room, "!verder")
    await here.hears("resumed")
    assert (await here.hears("turn")).mentions != turn.mentions
    await here.stops()


async def test_another_s_stop_pauses_and_asks_the_facilitator(table: NewTable) -> None:
    here = await table(3)
    await here.begins(*here.people)
    asked = await here.asks(here.guests[0], "!stop", "paused")
    assert asked.mentions == (here.host.user,)
    assert here.guests[0].name not in asked.body
    await here.asks(here.guests[1], "!stop", "fault")
    await here.asks(here.host, "!verder", "resumed")
    await here.asks(here.guests[0], "!stop", "paused")
    closed = await here.asks(here.host, "!ja", "closed")
    assert "!nood" in closed.body


async def test_the_facilitator_s_stop_closes_at_once_from_anywhere(table: NewTable) -> None:
    here = await table(3)
    await here.host.say(here.room, "!start kampvuur")
    await here.hears("gathering")
    await here.stops()
    await here.gathers(*here.people)
    await here.stops()
    await here.begins(*here.people)
    await here.asks(here.guests[0], "!pauze", "paused")
    await here.stops()


async def test_the_facilitator_s_task_is_handed_on_and_shared(table: NewTable) -> None:
    here = await table(4)
    first, second, third = here.guests
    await here.begins(*here.people[:3])
    assert (await here.asks(first, "!volgende", "fault")).mentions == ()
    await here.asks(first, f"!begeleider {first.name}", "fault")
    handed = await here.asks(here.host, f"!begeleider {first.name}", "help")
    assert handed.mentions == (first.user,)
    await here.asks(first, "!volgende", "turn")
    await here.asks(first, "!begeleider Niemand", "fault")
    await here.asks(first, "!begeleider", "fault")
    await first.say(
        here.room,
        f"!facilitator {second.name} {third.name}",
        mentions=[second.user, third.user],
    )
    assert set((await here.hears("help")).mentions) == {second.user, third.user}
    await here.asks(first, "!next", "fault")
    await here.asks(third, "!next", "turn")
    await here.asks(second, "!stop", "closed")


async def test_a_name_that_two_people_have_is_asked_about(
    table: NewTable, people: People, company: list[Person]
) -> None:
    here = await table([company[0], await people("Jan"), await people("jan"), company[1]])
    for typed in ("!vertrouwd Jan", "!vertrouwd", "!begeleider"):
        assert "Wie bedoel je" in (await here.asks(here.host, typed, "fault")).body
    for typed in ("!vertrouwd Onbekende", "!vertrouwd @niemand:localhost"):
        assert "niet in deze kamer" in (await here.asks(here.host, typed, "fault")).body
    jan = here.guests[0]
    told = await here.asks(here.host, f"!vertrouwd {jan.user}", "help")
    assert told.mentions == (jan.user,)
    await here.host.say(here.room, "!vertrouwd Jan", mentions=[here.guests[1].user])
    assert (await here.hears("help")).mentions == (here.guests[1].user,)
    told = await here.asks(here.host, f"!trusted {company[1].name}", "help")
    assert told.mentions == (company[1].user,)


async def test_the_task_is_offered_when_the_facilitator_is_gone(table: NewTable) -> None:
    here = await table(4)
    first, second, _ = here.guests
    await here.asks(here.host, "!taal nl", "help")
    turn = await here.begins(*here.guests)
    await here.asks(here.host, f"!begeleider {first.name}", "help")
    await first.leave(here.room)
    if turn.mentions != (first.user,):
        await here.taps(here.person(turn.mentions[0]), turn)
    await here.hears("left")
    await here.hears("ask")
    await here.hears("turn")
    taken = await here.asks(second, "!ja", "help")
    assert taken.mentions == (second.user,)
    await here.asks(second, "!volgende", "turn")
    await here.asks(second, "!stop", "closed")


async def test_leading_on_in_gathering_and_agreements(table: NewTable) -> None:
    here = await table(5)
    await here.host.say(here.room, "!start kampvuur Thuis")
    gathering = await here.hears("gathering")
    await here.taps(here.guests[0], gathering)
    few = await here.asks(here.host, "!volgende", "fault")
    assert "3" in few.body
    assert few.block["session"] == gathering.block["session"]
    for person in here.guests[1:]:
        await here.taps(person, gathering)
    agreements = await here.asks(here.host, "!volgende", "agreements")
    for person in here.guests[:3]:
        await here.taps(person, agreements)
    waiting = await here.asks(here.host, "!volgende", "agreed")
    assert "Eén persoon" in waiting.body
    assert here.guests[3].name not in waiting.body
    turn = await here.asks(here.host, "!volgende", "turn")
    for moment in ("turn", "turn", "check-out"):
        await here.taps(here.person(turn.mentions[0]), turn)
        turn = await here.hears(moment)
        assert here.guests[3].user not in turn.mentions
    await here.stops()


async def test_leading_on_with_too_few_agreed_changes_nothing(table: NewTable) -> None:
    here = await table(4)
    agreements = await here.gathers(*here.people)
    await here.taps(here.guests[0], agreements)
    await here.asks(here.host, "!volgende", "agreed")
    await here.asks(here.host, "!volgende", "fault")
    for person in (here.host, *here.guests[1:]):
        await here.taps(person, agreements)
    await here.hears("turn")
    await here.stops()


async def test_leading_on_in_a_round_makes_a_turn_later_and_then_passed(table: NewTable) -> None:
    here = await table(3)
    a, b, c = (person.user for person in here.people)
    turn = await here.begins(*here.people)
    assert turn.mentions == (a,)
    seen = []
    for _ in range(2):
        seen.append((await here.asks(here.host, "!volgende", "turn")).mentions[0])
    # b and c were moved on once as well: all three come once more, and then it is over.
    for _ in range(3):
        turn = await here.asks(here.host, "!volgende", "turn")
        seen.append(turn.mentions[0])
        if len(seen) == 5:
            break
    assert seen[:3] == [b, c, a]
    await here.asks(here.host, "!volgende", "check-out")
    await here.asks(here.host, "!volgende", "after-talk")
    await here.asks(here.host, "!volgende", "closed")
    await here.asks(here.host, "!volgende", "fault")


async def test_crisis_information_comes_at_once_in_any_state_without_a_name(
    table: NewTable,
) -> None:
    here = await table(3)
    who = here.guests[0]
    for ask in ("!nood", "!crisis", "nood"):
        await who.say(here.room, ask)
        if not ask.startswith("!"):
            continue  # outside a session Kring reacts to commands alone (R11)
        crisis = await here.hears("crisis")
        assert "113" in crisis.body
        assert who.name not in crisis.body
        assert crisis.mentions == ()
    await here.begins(*here.people)
    await here.asks(who, "nood", "crisis")
    await here.asks(who, "!pauze", "paused")
    await here.asks(who, "!nood", "crisis")
    await here.stops()


async def test_a_room_speaks_english_once_it_chose_to(table: NewTable) -> None:
    here = await table(3)
    assert "!taal" in (await here.asks(here.guests[0], "!taal frans", "fault")).body
    assert "English" in (await here.asks(here.guests[0], "!language en", "help")).body
    turn = await here.begins(*here.people, start="!start campfire Home")
    assert "your turn" in turn.body
    closed = await here.stops()
    assert "The fire goes out" in closed.body


async def test_voices_are_noted_and_never_repeated(table: NewTable) -> None:
    here = await table(3)
    who = here.guests[0]
    await here.begins(*here.people)
    noted = await here.asks(who, "!rol cliënt ervaringsdeskundige", "voices")
    assert "cliënt" not in noted.body
    assert who.name not in noted.body
    await here.asks(who, "!role none", "voices")
    await here.asks(who, "!rol koning", "fault")
    await here.stops()
