"""Private answers and private chats, with real clients (R2, R10, section 7)."""

from __future__ import annotations

import sqlite3

import pytest

from bot.core.people import RoomId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance import contract
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import raw_events
from tests.conftest import NewKring, People
from tests.waiting import until


async def invited(person: Person, known: set[RoomId]) -> RoomId:
    """Wait until Kring invites somebody to a chat of two, and return it."""

    def new() -> set[RoomId]:
        return {RoomId(room) for room in person.client.invited_rooms} - known

    await person.transcript.until_so(lambda: bool(new()), "an invitation")
    return new().pop()


async def told(person: Person, chat: RoomId, moment: str, after: int = 0) -> Heard:
    """Return what Kring tells somebody in their chat, which must be of this moment."""
    heard = await person.transcript.until(
        lambda one: one.room == chat and one.moment is not None, after=after, what=moment
    )
    assert heard.moment == moment, heard.body
    assert heard.encrypted
    assert heard.block["session"] is None
    assert heard.mentions == ()
    return heard


async def test_what_is_kept_is_told_privately_in_a_chat_that_kring_opens(
    table: NewTable, company: list[Person], people: People
) -> None:
    """R10: asked in a room, answered where nobody else reads it; the room hears only that."""
    here = await table([*company[:3], await people("Ilse")])
    asker = here.people[-1]
    await here.begins(*here.people)
    notice = await here.asks(asker, "!wat-weet-je", "help")
    assert "apart geantwoord" in notice.body
    assert notice.mentions == ()
    chat = await invited(asker, set())
    # No turn waits for somebody to look at an invitation.
    await here.asks(here.host, "!pauze", "paused")
    await here.asks(asker, "!wat-weet-je", "help")
    await asker.join(chat)
    about = await told(asker, chat, "about-you")
    await told(asker, chat, "about-you", asker.transcript.position(about))
    assert set(asker.client.invited_rooms) == set(), "two answers, one chat"
    for words in ("Je doet mee in de kring", here.room, "Wat je zegt, bewaar ik nooit"):
        assert words in about.body
    for other in here.people[:-1]:
        assert other.user not in str(about.content)
        assert other.name not in about.body
    contract.check(asker.transcript.all(), here.kring.user, chat)
    # The second time nobody is invited anew, and a voice told there reaches the talk.
    position = len(asker.transcript)
    await asker.say(chat, "!rol naaste")
    await told(asker, chat, "voices", position)
    position = len(asker.transcript)
    await asker.say(here.room, "!what-do-you-know")
    assert "Je rol: naaste" in (await told(asker, chat, "about-you", position)).body
    await here.hears("help")
    await here.stops()
    for event in await raw_events(asker, chat):
        assert event["type"] != "m.room.message", "nothing of it goes outside encryption"


async def test_who_declines_the_chat_is_told_nothing_and_is_not_invited_again(
    table: NewTable, company: list[Person], people: People
) -> None:
    shy = await people("Ilse")
    here = await table([*company[:2], shy])
    await here.asks(shy, "!wat-weet-je", "help")
    chat = await invited(shy, set())
    await shy.leave(chat)

    async def let_be() -> bool:
        return '"private-not-wanted"' in here.kring.stderr

    await until(let_be, "Kring lets it be")
    await here.quiet()
    # Who asks again is answered again.
    await here.asks(shy, "!wat-weet-je", "help")
    await shy.transcript.until_so(lambda: chat in shy.client.invited_rooms, "an invitation")
    await shy.join(chat)
    await told(shy, chat, "about-you")


async def test_a_chat_with_a_third_person_in_it_is_none(table: NewTable, people: People) -> None:
    """R2: what is for one person alone is not said where somebody else reads."""
    anna = await people("Ilse")
    chat = await table([anna], direct=True)
    assert "Ik bewaar nu niets over je" in (await chat.asks(anna, "!wat-weet-je", "about-you")).body
    friend = await people("Willem")
    await anna.invite(chat.room, friend.user)
    await friend.join(chat.room)
    assert "meer mensen" in (await chat.hears("help")).body
    await chat.asks(anna, "!wat-weet-je", "help")
    other = await invited(anna, set())
    await anna.join(other)
    await told(anna, other, "about-you")
    assert [one.moment for one in friend.transcript.moments(room=chat.room)] == ["help"] * 2


async def test_who_cannot_read_encrypted_answers_is_told_how_to_and_asks_again(
    table: NewTable, company: list[Person], people: People
) -> None:
    """R8."""
    unsigned = await people("Ilse", signed=False)
    here = await table([*company[:2], unsigned])
    await unsigned.say(here.room, "!wat-weet-je")
    await here.hears("help")
    plain = await invited(unsigned, set())
    await unsigned.join(plain)
    how = await unsigned.transcript.moment("help", room=plain)
    assert not how.encrypted
    assert "nog niet bevestigd" in how.body
    await unsigned.sign()
    await unsigned.say(here.room, "!wat-weet-je")
    await here.hears("help")
    chat = await invited(unsigned, {plain})
    await unsigned.join(chat)
    await told(unsigned, chat, "about-you")


@pytest.mark.campaign
async def test_a_private_answer_comes_once_through_a_kill(
    table: NewTable, company: list[Person], people: People, kring: NewKring
) -> None:
    """G1."""
    bot = await kring()
    asker = await people("Ilse")
    here = await table([*company[:2], asker], kring=bot)
    await here.asks(asker, "!wat-weet-je", "help")
    chat = await invited(asker, set())
    await bot.kill()
    await asker.join(chat)
    await bot.start()
    await told(asker, chat, "about-you")
    await bot.kill()
    await bot.start()
    await here.quiet()
    await asker.say(chat, "!nood")
    await asker.transcript.moment("crisis", room=chat)
    assert [one.moment for one in asker.transcript.moments(room=chat)] == ["about-you", "crisis"]

    async def gone() -> bool:
        return not list((bot.data / "keys").glob("session-*"))

    await until(gone, "nothing of it is kept")


async def test_who_is_forgotten_in_the_middle_leaves_a_talk_that_goes_on(
    table: NewTable, company: list[Person], people: People
) -> None:
    """R10: privately and in the room; the turn goes on, and nothing is said of it."""
    anna = await people("Ilse")
    here = await table([anna, *company[:3]])
    chat = await table([anna], direct=True)
    await chat.asks(anna, "!afwezig tot 12 januari", "help")
    turn = await here.begins(*here.people)
    assert turn.mentions == (anna.user,)
    await chat.asks(anna, "!rol cliënt", "voices")
    about = await chat.asks(anna, "wat weet je van mij?", "about-you")
    for words in ("Jij begeleidt", "Je rol: cliënt", "aan de beurt", "12 januari"):
        assert words in about.body
    done = await chat.asks(anna, "vergeet mij", "forgotten")
    assert "eigen berichten blijven staan" in done.body
    # The floor goes on, and the task is offered: nothing says why.
    assert (await here.hears("turn")).mentions == (company[0].user,)
    assert (await here.hears("ask")).mentions == ()
    about = await chat.asks(anna, "!wat-weet-je", "about-you")
    assert "leest mee" in about.body
    for words in ("Je rol", "begeleidt", "beurt", "januari"):
        assert words not in about.body
    # In the room it is answered privately; there they read along, and can sit down anew.
    position = len(anna.transcript)
    await here.asks(company[1], "!vergeet-mij", "help")
    await here.taps(company[0], turn)
    await company[0].say(here.room, "!klaar")
    assert (await here.hears("turn")).mentions == (company[2].user,)
    assert all(one.moment != "forgotten" for one in anna.transcript.moments(room=here.room))
    await anna.say(here.room, "!akkoord")
    await here.asks(anna, "!stop", "closed")
    assert len(anna.transcript) > position


async def test_a_voice_told_before_a_talk_goes_along_into_it_and_no_further(
    table: NewTable, company: list[Person], people: People
) -> None:
    anna = await people("Ilse")
    chat = await table([anna], direct=True)
    assert "volgende gesprek" in (await chat.asks(anna, "!rol cliënt", "voices")).body
    assert "Je rol: cliënt" in (await chat.asks(anna, "!wat-weet-je", "about-you")).body
    here = await table([*company[:2], anna])
    await here.begins(*here.people)
    about = await chat.asks(anna, "!wat-weet-je", "about-you")
    assert about.body.index(here.room) < about.body.index("Je rol: cliënt")
    await here.stops()
    assert "bewaar nu niets" in (await chat.asks(anna, "!wat-weet-je", "about-you")).body
    assert "cliënt" not in str(
        [one.content for one in here.host.transcript.moments(room=here.room)]
    )


async def test_at_the_close_goes_what_ties_people_to_the_session(
    table: NewTable, company: list[Person], people: People, kring: NewKring
) -> None:
    """R10, section 4: its key, its rows; what stays is the format, the minutes and a band."""
    bot = await kring()
    anna = await people("Ilse")
    here = await table([*company[:3], anna], kring=bot)
    chat = await table([anna], direct=True, kring=bot)
    await here.begins(*here.people)
    await chat.asks(anna, "!rol cliënt", "voices")
    keys = bot.data / "keys"

    async def only_the_session_s() -> bool:
        return len(list(keys.glob("session-*"))) == 1

    await until(only_the_session_s, "the key of what was said in the chat is gone")
    before = {path.name: path.read_bytes() for path in keys.glob("session-*")}
    await here.stops()

    async def gone() -> bool:
        return not list(keys.glob("session-*"))

    await until(gone, "the session's key is destroyed")
    await bot.terminate()
    with sqlite3.connect(bot.data / "kring.db") as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(history)")]
        assert columns == ["id", "format", "minutes", "band"]
        assert [row[1:] for row in database.execute("SELECT * FROM history")] == [
            ("campfire", 0, "3-5")
        ]
        sealed = database.execute("SELECT count(*) FROM outbox WHERE key IS NOT NULL").fetchone()
        assert sealed == (0,)
        assert database.execute("SELECT count(*) FROM circle WHERE key IS NOT NULL").fetchone() == (
            0,
        )
    for path in bot.data.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert not any(key in data for key in before.values()), path.name
        if "matrix" not in path.parts:
            assert not any(person.user.encode() in data for person in here.people), path.name


async def test_a_scale_is_answered_in_the_chat_and_the_room_hears_nothing_of_it(
    table: NewTable, company: list[Person], people: People
) -> None:
    anna = await people("Ilse")
    chat = await table([anna], direct=True)
    here = await table([*company[:2], anna])
    assert (await chat.asks(anna, "4", "help")).body.startswith("Ik ben een computerprogramma")
    agreements = await here.gathers(*here.people, start="!start vraagronde")
    for person in here.people:
        await here.taps(person, agreements)
    poll = await here.hears("poll")
    while "privégesprek" not in str(poll.content):
        await here.asks(here.host, "!volgende", "poll-result")
        poll = await here.hears("poll")
    assert "Niemand anders ziet" in (await chat.asks(anna, "4", "help")).body
    assert "van 1 tot en met 5" in (await chat.asks(anna, "7", "fault")).body
    for person in here.people[:2]:
        await person.say(here.room, "3")
    # All three answered: nothing else was said in the room meanwhile.
    assert "minder dan vijf" in (await here.hears("poll-result")).body
    await here.hears("turn")
    await here.stops()
