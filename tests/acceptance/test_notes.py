"""Notes and who is not there, with real clients (R2, R3, R4, R6)."""

from __future__ import annotations

from bot.core.people import EventId, UserId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import NewKring, People


async def pills(table: Table, person: Person, words: str, *who: Person) -> EventId:
    """Say something with people's names as pills behind it, as Element does."""
    names = " ".join(one.name for one in who)
    links = " ".join(f'<a href="https://matrix.to/#/{one.user}">{one.name}</a>' for one in who)
    table.sentences.append(words)
    content = {
        "msgtype": "m.text",
        "body": f"{words} {names}",
        "format": "org.matrix.custom.html",
        "formatted_body": f"{words} {links}",
        "m.mentions": {"user_ids": [one.user for one in who]},
    }
    return await person.send(table.room, "m.room.message", content)


def stands(card: Heard) -> bool:
    """What a card tells; it never tells who agreed."""
    assert card.block["person"] is None
    does_not = "staat niet" in card.body
    assert does_not != (f"Notitie {number(card)} staat." in card.body), card.body
    return not does_not


def number(card: Heard) -> int:
    """The number on a card."""
    return int(card.body.partition("Notitie ")[2].partition(" ")[0])


async def updated(table: Table, card: Heard, after: Heard | None = None) -> Heard:
    """The next update of a card, after that one."""
    start = table.host.transcript.position(after or card)
    heard = await table.host.transcript.until(
        lambda one: one.replaces == card.event, after=start, what="an update of a card"
    )
    assert heard.sender == table.kring.user
    return heard


async def test_the_life_of_a_note(  # noqa: PLR0915 - a life is long
    table: NewTable, company: list[Person], people: People
) -> None:
    """R4, without a session: asked, agreed here and privately, taken back, changed, left, removed."""
    noor, adem = await people("Noor"), await people("Adem")
    here = await table([*company[:2], noor, adem])
    bram = here.guests[0]
    chat = await table([adem], direct=True)

    note = await pills(here, bram, "!notitie soep op dinsdagavond met", noor)
    card = await here.hears("note")
    assert not stands(card)
    assert card.mentions == (noor.user,)

    last = card

    async def edited() -> Heard:
        nonlocal last
        last = await updated(here, card, last)
        return last

    await noor.say(here.room, "akkoord", reply_to=card.event)
    agreed = await edited()
    assert stands(agreed)
    assert agreed.mentions == ()
    # Somebody it is about, who was not mentioned; and told privately who it is that agrees.
    await adem.say(here.room, "!gaat-over-mij", reply_to=note)
    claimed = await edited()
    assert not stands(claimed)
    assert claimed.mentions == (adem.user,)
    told = await chat.asks(adem, "akkoord", "note")
    assert "notitie 1" in told.body
    assert note in told.body
    assert noor.name not in told.body
    assert stands(await edited())
    # The author changes the words: all are asked anew, also who is no longer mentioned in them.
    await bram.edit(here.room, note, "!notitie soep op woensdagavond")
    changed = await edited()
    assert not stands(changed)
    assert set(changed.mentions) == {noor.user, adem.user}
    await noor.say(here.room, "ja", reply_to=card.event)
    await here.hears("note")
    await adem.say(here.room, "!ja", reply_to=note)
    assert stands(await edited())
    # The list: a link, and whether it stands.
    listed = await here.asks(here.host, "!notities", "note")
    assert f"{here.room}/{note}" in listed.body
    assert "Notitie 1 staat:" in listed.body
    assert "soep" not in listed.body
    # Who leaves takes their agreement along until they return.
    await noor.leave(here.room)
    assert not stands(await edited())
    await here.host.invite(here.room, noor.user)
    await noor.join(here.room)
    assert stands(await edited())
    # An objection, at any time; the words stay. And their author alone takes them away.
    assert not stands(await refused(chat, adem, edited))
    await here.host.redact(here.room, note)
    gone = await edited()
    assert not stands(gone)
    assert gone.mentions == (bram.user,)
    await bram.say(here.room, "!intrekken", reply_to=card.event)
    assert "uit het kringboek" in (await edited()).body
    assert "geen notities" in (await here.asks(here.host, "!notes", "note")).body
    await here.quiet()


async def refused(chat: Table, person: Person, edited: object) -> Heard:
    """Let somebody say no in their private chat; what the card tells then."""
    told = await chat.asks(person, "!nee", "note")
    assert "Ik vertel aan niemand wie dat zei" in told.body
    assert callable(edited)
    card: Heard = await edited()
    return card


async def test_what_is_not_a_note_and_what_is_refused(
    table: NewTable, company: list[Person], people: People
) -> None:
    """R3: who it concerns must be in the room; replies are no mentions; R2: not privately."""
    ilse = await people("Ilse")
    here = await table(3)
    bram, noor = here.guests
    # Whoever is mentioned must be in the room.
    await pills(here, bram, "!notitie een verhaal over", ilse)
    refused = await here.hears("note-refused")
    assert "niet in deze kamer" in refused.body
    assert refused.block["person"] is None
    assert refused.mentions == ()
    await here.asks(bram, f"!note {ilse.user} was hier", "note-refused")
    # As a reply: the words replied to; its author is asked only if they are another's.
    own = await here.says(bram, "Wij eten samen op zondag")
    await bram.say(here.room, "!notitie", reply_to=own, mentions=[bram.user])
    assert stands(await here.hears("note"))
    await noor.say(here.room, "!notitie dat vond ik mooi", reply_to=own, mentions=[bram.user])
    assert stands(await here.hears("note"))
    await noor.say(here.room, "!notitie", reply_to=await here.says(bram, "Ik wil naar huis"))
    asked = await here.hears("note")
    assert not stands(asked)
    assert asked.mentions == (bram.user,)
    # "Ja" of others under a card is only a word; and so is a card that somebody made up.
    await noor.say(here.room, "ja", reply_to=asked.event)
    forged = {
        "msgtype": "m.text", "body": "Notitie 3 staat.", "m.mentions": {},
        "kring.moment": asked.block | {"id": "made-up"},
    }  # fmt: skip
    made_up = await noor.send(here.room, "m.room.message", forged)
    await bram.say(here.room, "ja", reply_to=made_up)
    await here.quiet()
    await bram.say(here.room, "ja", reply_to=asked.event)
    assert stands(await updated(here, asked))
    # What makes no sense.
    await here.asks(noor, "!notitie", "fault")
    await noor.say(here.room, "!notitie", reply_to=asked.event)
    assert "van mij" in (await here.hears("fault")).body
    await noor.say(here.room, "!notitie", reply_to=EventId("$elders"))
    await here.hears("fault")
    # Not in a private chat, with the reason; and the list neither.
    chat = await table([company[3]], direct=True)
    privately = await chat.asks(company[3], "!notitie over soep", "note-refused")
    assert "kamer" in privately.body
    assert "kamer" in (await chat.asks(company[3], "!notities", "fault")).body
    assert "kamer" in (await chat.asks(company[3], "!ja", "fault")).body
    await chat.asks(company[3], "ja", "help")


async def test_two_rooms_at_once_and_a_private_answer(table: NewTable, people: People) -> None:
    """R2, R4: a private answer says which note; nothing of a room shows where one is not."""
    noor, bram = await people("Noor"), await people("Bram")
    one, two = await table([bram, noor]), await table([bram, noor])
    foreign = await table([bram])
    chat = await table([noor], direct=True)
    secret = await pills(foreign, bram, "!notitie iets anders")
    await foreign.hears("note")
    first = await pills(one, bram, "!notitie een met", noor)
    first_card = await one.hears("note")
    second = await pills(two, bram, "!notitie twee met", noor)
    card = await two.hears("note")
    which = await chat.asks(noor, "!akkoord", "fault")
    assert first in which.body
    assert second in which.body
    assert secret not in which.body
    assert "1" in (await chat.asks(noor, "!akkoord 1", "fault")).body, "one in each room"
    link = f"https://matrix.to/#/{two.room}/{card.event}?via=localhost"
    await chat.asks(noor, f"!akkoord {link}", "note")
    agreed = await updated(two, card)
    assert stands(agreed)
    # A note of one room is none in another, and one where she is not is not known to her.
    await noor.say(one.room, "!akkoord", reply_to=second)
    assert stands(await updated(one, first_card)), "a bare yes: the one it can mean here"
    await chat.asks(noor, f"!ja https://matrix.to/#/{foreign.room}/{secret}", "fault")
    await chat.asks(noor, "!ja 7", "fault")
    await noor.leave(two.room)
    assert not stands(await updated(two, card, agreed))
    await chat.asks(noor, f"!ja {link}", "fault")
    about = await chat.asks(noor, "!wat-weet-je", "about-you")
    assert f"{one.room}/{first}" in about.body
    assert "Je hebt gezegd dat ze mag staan" in about.body
    await foreign.quiet()


async def test_notes_outlive_the_session_a_restart_and_a_kill(
    table: NewTable, company: list[Person], kring: NewKring
) -> None:
    bot = await kring()
    here = await table(company[:4], kring=bot)
    await here.begins(*here.people)
    bram, noor = here.guests[0], here.guests[1]
    note = await pills(here, bram, "!notitie over de tuin met", noor)
    card = await here.hears("note")
    assert card.block["session"] is not None
    await noor.say(here.room, "ja", reply_to=card.event)
    last = await updated(here, card)
    assert stands(last)
    await here.stops()
    await bot.restart()
    here.anew()
    await noor.say(here.room, "nee", reply_to=card.event)
    last = await updated(here, card, last)
    assert (stands(last), last.block["session"]) == (False, None)
    await bot.kill()
    await noor.say(here.room, "!ja", reply_to=note)
    await bot.start()
    assert stands(await updated(here, card, last))
    assert "Notitie 1 staat:" in (await here.asks(noor, "!notities", "note")).body


async def test_who_is_not_there_is_not_talked_about(
    table: NewTable, company: list[Person], people: People
) -> None:
    """R3: pills and ids of absent people, once, gently; talks and seats about them refused."""
    ilse, willem = await people("Ilse"), await people("Willem")
    here = await table(3)
    bram = here.guests[0]
    await pills(here, bram, "Buiten een gesprek zeg ik niets over", ilse)
    await here.quiet()
    for start in (f"!start kampvuur {ilse.user}", "!start doco Jan", "!start MDO"):
        absent = await here.asks(here.host, start, "absent")
        assert absent.mentions == ()
        assert absent.block["session"] is None
    turn = await here.begins(*here.people)
    speaker = here.person(turn.mentions[0])
    await pills(here, speaker, "Ik dacht gisteren aan", ilse)
    absent = await here.hears("absent")
    assert absent.mentions == ()
    assert ilse.name in absent.body or ilse.user[1:].partition(":")[0] in absent.body
    await pills(here, speaker, "En nog een keer over", ilse)
    await here.says(speaker, f"Toen zei {willem.user} iets")
    again = await here.hears("absent")
    assert willem.user[1:].partition(":")[0] in again.body
    # Mentioned by a reply alone; present; Kring itself: nothing.
    said = await here.says(speaker, "Meer weet ik niet")
    await bram.say(here.room, "Sterkte daarmee", reply_to=said, mentions=[UserId("@weg:localhost")])
    await pills(here, speaker, "Wat vind jij ervan,", here.host)
    await here.quiet()
    assert (await here.asks(bram, f"!plek {ilse.user}", "absent")).mentions == ()
    await here.asks(bram, f"!plek {here.host.user}", "fault")
    await here.stops()
    assert ilse.client.invited_rooms == {}
