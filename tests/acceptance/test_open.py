"""The open floor with real clients: raised hands by tap and by words, the fair queue, and its end."""

from __future__ import annotations

from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import People

START = "!start praatvloer"


async def opened(here: Table, *people: Person, start: str = START) -> Heard:
    """Come to the open floor with these people in the circle."""
    agreements = await here.gathers(*people, start=start)
    for person in people:
        await here.taps(person, agreements)
    stage = await here.hears("stage")
    assert stage.block["kind"] == "open"
    assert stage.mentions == ()
    return stage


async def floor_of(here: Table, person: Person) -> Heard:
    """Hear that somebody has the floor: in an ordinary turn, that calls only them."""
    turn = await here.hears("turn")
    assert turn.mentions == (person.user,)
    assert turn.block["person"] == person.user
    assert turn.block["kind"] == "open"
    return turn


async def test_a_hand_by_tap_or_by_words_gets_the_floor_and_a_tap_gives_it_back(
    table: NewTable,
) -> None:
    here = await table(5)
    anna, bram, noor = here.guests[:3]
    stage = await opened(here, anna, bram, noor)
    for key in ("✋", "⏸️"):
        await here.sees(f"a button {key}", key, stage.event)
    await here.taps(anna, stage, "✋")
    turn = await floor_of(here, anna)
    await here.sees("a button ✅", "✅", turn.event)
    await here.says(anna, "Bij ons op zolder staat nog een oud orgel")
    # A hand that has to wait is told of once, without a name.
    await bram.say(here.room, "mag ik wat zeggen")
    queue = await here.hears("queue")
    assert queue.mentions == ()
    assert bram.name not in queue.body
    await noor.say(here.room, "!hand")
    await here.taps(noor, stage, "✋🏽")
    await here.quiet()
    await here.taps(anna, turn)
    await floor_of(here, bram)
    # A hand can go down again, and then nobody is called.
    await noor.say(here.room, "!hand weg")
    await bram.say(here.room, "dat was het")
    await here.quiet()
    await here.taps(noor, stage, "✋")
    await floor_of(here, noor)
    await noor.say(here.room, "!pas")
    # A reader hears how to join; a tap of theirs is let be.
    await here.taps(here.guests[3], stage, "✋")
    assert "!akkoord" in (await here.asks(here.guests[3], "!hand", "fault")).body
    await here.stops()


async def test_g3_who_spoke_least_goes_first_and_nobody_speaks_twice_while_a_hand_waits(
    table: NewTable,
) -> None:
    here = await table(6)
    anna, bram, noor, adem = here.guests[:4]
    stage = await opened(here, anna, bram, noor, adem)
    for speaker in (anna, bram):
        await here.taps(speaker, stage, "✋")
        turn = await floor_of(here, speaker)
        await here.says(speaker, f"{speaker.name.lower()} woont al heel lang aan de rivier")
        await here.taps(speaker, turn)
    await noor.say(here.room, "hand")
    turn = await floor_of(here, noor)
    # Anna asked first, but spoke already; Adem did not, so he goes before her and Bram.
    await here.asks(anna, "!hand", "queue")
    for hand in (bram, adem):
        await hand.say(here.room, "!hand")
    await here.quiet()
    await here.taps(noor, turn)
    turn = await floor_of(here, adem)
    await here.taps(adem, turn)
    turn = await floor_of(here, anna)
    # Her new hand waits behind Bram's, which was up before she spoke.
    await anna.say(here.room, "!klaar")
    await floor_of(here, bram)
    await anna.say(here.room, "ik wil nog iets zeggen")
    await bram.say(here.room, "!klaar")
    await floor_of(here, anna)
    await here.stops()


async def test_words_take_a_free_floor_and_support_does_not(table: NewTable) -> None:
    here = await table(5)
    anna, bram, noor = here.guests[:3]
    await opened(here, anna, bram, noor)
    await anna.say(here.room, "wat fijn ❤️")
    await here.says(here.host, "Ik ben benieuwd wie er iets van zichzelf wil laten horen")
    await here.quiet()
    await here.says(bram, "Zondag heb ik voor het eerst weer gezwommen in het meer")
    turn = await floor_of(here, bram)
    await bram.send(
        here.room, "m.room.message", {"msgtype": "m.audio", "body": "x.ogg", "url": "mxc://a/b"}
    )
    await here.says(noor, "Dat meer ken ik ook nog van de schoolreis vroeger")
    reminder = await here.hears("reminder-all")
    assert reminder.mentions == ()
    await here.says(anna, "En daar lag altijd een bootje zonder riemen aan de kant")
    await here.taps(bram, turn)
    await here.quiet()
    await noor.send(
        here.room, "m.room.message", {"msgtype": "m.audio", "body": "x.ogg", "url": "mxc://a/b"}
    )
    await floor_of(here, noor)
    await here.stops()


async def test_a_pause_and_somebody_who_leaves_cost_nobody_their_place(
    table: NewTable, people: People
) -> None:
    """G4: a hand stays up through a pause, and while somebody is away."""
    leaver = await people("Ilse")
    here = await table([*(await table(4)).people, leaver])
    anna, bram, noor = here.guests[:3]
    stage = await opened(here, anna, bram, noor, leaver)
    await here.taps(anna, stage, "✋")
    turn = await floor_of(here, anna)
    await here.asks(leaver, "!hand", "queue")
    await here.taps(bram, stage, "⏸️")
    await here.hears("paused")
    await noor.say(here.room, "!hand")
    await anna.say(here.room, "!klaar")
    await leaver.leave(here.room)
    left = await here.hears("left")
    assert leaver.name not in left.body
    assert leaver.user not in str(left.content)
    await bram.say(here.room, "we kunnen weer verder")
    await here.hears("resumed")
    # Whoever is away is passed over, and has the floor as soon as they are back.
    turn = await floor_of(here, noor)
    await here.host.invite(here.room, leaver.user)
    await leaver.join(here.room)
    await here.hears("welcome-newcomer")
    await here.says(noor, "Vorige week lag er ineens een briefje op de mat")
    await leaver.say(here.room, "akkoord")
    await here.taps(noor, turn)
    await floor_of(here, leaver)
    # Who leaves in their own turn gives the floor back at once.
    await bram.say(here.room, "!hand")
    await here.quiet()
    await leaver.leave(here.room)
    await floor_of(here, bram)
    await here.stops()


async def test_where_people_talk_aloud_only_hands_and_taps_count(table: NewTable) -> None:
    here = await table(4)
    anna, bram, noor = here.guests[:3]
    stage = await opened(here, anna, bram, noor, start="!start praatvloer gesproken")
    await here.says(anna, "wie heeft er nog een stoel voor mij over")
    await here.quiet()
    await here.taps(bram, stage, "✋")
    turn = await floor_of(here, bram)
    await here.says(anna, "de microfoon staat nog uit geloof ik bij jou")
    await here.asks(noor, "!hand", "queue")
    await here.taps(bram, turn)
    await floor_of(here, noor)
    await here.stops()


async def test_a_seat_has_a_hand_of_its_own(table: NewTable) -> None:
    here = await table(4)
    anna, bram, noor = here.guests[:3]
    await here.host.say(here.room, START)
    gathering = await here.hears("gathering")
    for person in (anna, bram, noor):
        await here.taps(person, gathering)
    await here.asks(anna, "!plek Opa Jan", "help")
    agreements = await here.asks(here.host, "!volgende", "agreements")
    for person in (anna, bram, noor):
        await here.taps(person, agreements)
    await anna.say(here.room, "!akkoord opa jan")
    await here.hears("stage")
    await anna.say(here.room, "!hand Opa Jan")
    turn = await here.hears("turn")
    assert "Opa Jan" in turn.body
    assert turn.mentions == (anna.user,)
    assert turn.block["person"] not in {None, anna.user}
    await here.asks(anna, "!hand", "queue")
    await anna.say(here.room, "!klaar Opa Jan")
    await floor_of(here, anna)
    await here.stops()


async def test_when_its_time_is_over_all_are_asked_once_whether_anybody_has_something_to_say(
    table: NewTable,
) -> None:
    here = await table(5)
    anna, bram, noor = here.guests[:3]
    await opened(here, anna, bram, noor, start="!start praatminuut")
    question = await here.hears("ask")
    assert question.block["person"] is None
    assert question.mentions == ()
    assert "ja" in question.body
    await anna.say(here.room, "nee")
    assert "!akkoord" in (await here.asks(here.guests[3], "!ja", "fault")).body
    await bram.say(here.room, "ja")
    turn = await floor_of(here, bram)
    await noor.say(here.room, "!hand")
    await here.hears("queue")
    await here.taps(bram, turn)
    await floor_of(here, noor)
    await noor.say(here.room, "klaar")
    await here.hears("check-out")
    await here.stops()
