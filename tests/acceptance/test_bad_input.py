"""Bad input changes nothing and gets a short, kind answer (G7)."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.demo.person import Person, PersonFault
from bot.matrix.inbound import mentions
from tests.acceptance.conftest import NewTable
from tests.acceptance.table import Table
from tests.conftest import People

BIG = 47_000
"""Characters: encrypted, a message of this size is as large as a homeserver takes."""


async def in_a_round(table: NewTable) -> tuple[Table, Person, Person]:
    """Make a room in the middle of a round; return it, who speaks and who listens."""
    here = await table(3)
    turn = await here.begins(*here.people)
    speaker = here.person(turn.mentions[0])
    listener = next(person for person in here.guests if person is not speaker)
    return here, speaker, listener


async def test_what_kring_does_not_know_gets_the_nearest_that_it_does(table: NewTable) -> None:
    here = await table(2)
    guest = here.guests[0]
    for typed, hint in (
        ("!volgend", "!volgende"),
        ("!xyzzy", "!hulp"),
        ("!plann", "!hulp"),
        ("!начать", "!hulp"),
        ("!starten kampvuur", "!start"),
    ):
        fault = await here.asks(guest, typed, "fault")
        assert hint in fault.body, typed
        assert fault.mentions == ()
    for typed, hint in (
        ("!start kampvur Thuis", "kampvuur"),
        ("!start campfyre", "kampvuur"),
        ("!start wedstrijd", "!werkvormen"),
        ("!start", "!start kampvuur"),
    ):
        fault = await here.asks(here.host, typed, "fault")
        assert hint in fault.body, typed
        assert fault.block["session"] is None


async def test_commands_without_a_session_are_answered_kindly(table: NewTable) -> None:
    here = await table(2)
    for typed in (
        "!klaar", "!pas", "!later", "!hand", "!hand weg", "!pauze", "!verder", "!volgende",
        "!stop", "!meedoen", "!luister", "!akkoord", "!ja", "!nee", "!begeleider Bram",
    ):  # fmt: skip
        fault = await here.asks(here.host, typed, "fault")
        assert fault.block["session"] is None
        assert "!" in fault.body
    for typed in ("klaar", "ik doe mee", "akkoord", "pauze", "✅", "stop"):
        await here.host.say(here.room, typed)
    await here.quiet()


async def test_only_who_leads_starts_and_only_one_session_at_a_time(table: NewTable) -> None:
    here = await table(3)
    refused = await here.asks(here.guests[0], "!start kampvuur Thuis", "fault")
    assert refused.block["session"] is None
    await here.begins(*here.people)
    again = await here.asks(here.host, "!start kampvuur Opnieuw", "fault")
    assert "!stop" in again.body
    await here.stops()


async def test_done_out_of_turn_is_told_whose_turn_it_is(table: NewTable) -> None:
    here, speaker, listener = await in_a_round(table)
    for typed in ("!klaar", "!pas", "!later"):
        fault = await here.asks(listener, typed, "fault")
        assert speaker.name in fault.body
        assert fault.mentions == ()
        assert fault.block["person"] is None
    await listener.say(here.room, "klaar")
    await here.quiet()
    await speaker.say(here.room, "klaar")
    assert (await here.hears("turn")).mentions != (speaker.user,)
    await here.stops()


async def test_empty_blank_and_emoji_turns_are_turns(table: NewTable) -> None:
    here, speaker, _ = await in_a_round(table)
    for body in ("", "   ", "\u200b", "🔥", "!", "!!!", "! dat was mooi", "..."):
        await speaker.say(here.room, body)
    await here.quiet()
    await speaker.say(here.room, "✅")
    turn = await here.hears("turn")
    assert turn.mentions != (speaker.user,)
    await here.stops()


@pytest.mark.parametrize(
    "words",
    [
        "a" * BIG,
        "!start kampvuur " + "ab " * (BIG // 3),
        "!" + "a-" * (BIG // 2),
        "!plek " + "Jan " * (BIG // 4),
        "@" * BIG,
        "@a:b " * (BIG // 5),
        "[" * BIG,
        "!volgend\n" + "> x\n" * (BIG // 5),
    ],
    ids=["speech", "theme", "command", "seat", "ats", "ids", "brackets", "quotes"],
)
async def test_a_message_as_large_as_can_be_keeps_nobody_waiting(
    table: NewTable, words: str
) -> None:
    here = await table(2)
    await here.host.say(here.room, words)
    if words.startswith("!start"):
        gathering = await here.hears("gathering")
        assert len(gathering.body) < 1_000
        await here.stops()
    elif words.startswith("!plek"):
        assert len((await here.hears("help")).body) < 1_000
    elif words.startswith("!"):
        assert len((await here.hears("fault")).body) < 1_000
    await here.quiet()


HOSTILE = ("<mx-reply>" * (BIG // 10), "<a " * (BIG // 3), "<a href='" * (BIG // 9))


async def test_a_hostile_html_body_is_read_like_any_other(table: NewTable) -> None:
    here = await table(2)
    for html in HOSTILE:
        content = {"msgtype": "m.text", "body": "hoi", "formatted_body": html}
        await here.host.send(here.room, "m.room.message", content)
    await here.quiet()


@pytest.mark.parametrize("html", HOSTILE, ids=["quotes", "tags", "links"])
def test_a_hostile_html_body_costs_next_to_nothing(html: str) -> None:
    began = time.process_time()
    assert mentions({"body": "hoi", "formatted_body": html}) == ()
    assert time.process_time() - began < 0.2  # of all rooms' time


GARBAGE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("m.room.message", {}),
    ("m.room.message", {"msgtype": 5, "body": 7}),
    ("m.room.message", {"msgtype": "m.text", "body": ["!stop"]}),
    ("m.room.message", {"msgtype": "m.text", "body": "x", "m.relates_to": "y"}),
    ("m.room.message", {"msgtype": "m.text", "body": "x", "m.mentions": ["@a:b"]}),
    ("m.room.message", {"msgtype": "m.text", "body": "x", "m.mentions": {"user_ids": [1, {}]}}),
    ("m.room.message", {"msgtype": "m.text", "body": "x", "formatted_body": {"a": 1}}),
    ("m.room.message", {"msgtype": "m.text", "body": "x", "m.new_content": 3}),
    ("m.room.message", {"msgtype": "m.notice", "body": "!stop"}),
    ("m.room.encrypted", {"algorithm": "m.none"}),
    ("m.sticker", {"info": []}),
    ("org.matrix.msc3381.poll.start", {"org.matrix.msc3381.poll.start": []}),
    ("nl.example.unheard-of", {"kring.moment": {"moment": "closed"}}),
    ("m.room.member", {"membership": "leave"}),
    ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "key": "✅"}}),
)


async def test_garbage_changes_nothing(table: NewTable) -> None:
    here, speaker, listener = await in_a_round(table)
    for type_, content in GARBAGE:
        for person in (speaker, listener):
            try:
                await person.send(here.room, type_, content)
            except PersonFault:
                continue  # the homeserver takes none of it
    # A sticker out of turn is words: one reminder, to all.
    assert (await here.hears("reminder-all")).mentions == ()
    await here.quiet()
    await speaker.say(here.room, "!klaar")
    assert (await here.hears("turn")).mentions != (speaker.user,)
    await here.stops()


async def test_nobody_speaks_for_kring(table: NewTable) -> None:
    here, speaker, listener = await in_a_round(table)
    genuine = next(one for one in here.host.transcript.moments("turn", room=here.room))
    for moment in ("turn", "agreements", "gathering", "closed", "paused"):
        forged = dict(genuine.content) | {
            "kring.moment": dict(genuine.block) | {"moment": moment, "person": listener.user},
            "m.mentions": {"user_ids": [listener.user]},
        }
        event = await listener.send(here.room, "m.room.message", forged | {"msgtype": "m.notice"})
        for person, key in ((listener, "✅"), (speaker, "⏭️"), (speaker, "⏸️")):
            await person.tap(here.room, event, key)
    edit = {
        "msgtype": "m.text",
        "body": "* !stop",
        "m.new_content": {"msgtype": "m.text", "body": "!stop"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": genuine.event},
    }
    await listener.send(here.room, "m.room.message", edit)
    await here.host.redact(here.room, genuine.event)
    await here.quiet()
    await speaker.say(here.room, "!klaar")
    assert (await here.hears("turn")).mentions != (speaker.user,)
    await here.stops()


async def test_a_command_in_an_edit_or_a_quote_is_none(table: NewTable) -> None:
    here, speaker, _listener = await in_a_round(table)
    first = await speaker.say(here.room, "er was eens een huis aan de rand van het veen")
    await speaker.edit(here.room, first, "!klaar")
    await speaker.say(here.room, "> <@a:b> !klaar\n\nja precies zo", reply_to=first)
    await here.quiet()
    await speaker.say(here.room, "> <@a:b> mooi\n\n!klaar", reply_to=first)
    assert (await here.hears("turn")).mentions != (speaker.user,)
    await here.stops()


async def test_a_private_chat_explains_and_refuses_and_knows_of_no_session(
    table: NewTable, people: People
) -> None:
    here = await table(3)
    who = here.guests[0]
    chat = await table([who], direct=True)
    answers = []
    for running in (False, True):
        if running:
            await here.begins(*here.people)
        said = []
        for typed, moment in (
            ("!hulp", "help"),
            ("hoe gaat het met de anderen?", "help"),
            ("!start kampvuur", "fault"),
            ("!klaar", "fault"),
            ("!pauze", "fault"),
            ("!plek Opa", "fault"),
            ("!begeleider Samira", "fault"),
            ("!vertrouwd iemand anders", "fault"),
            ("!start onzin", "fault"),
            ("!nood", "crisis"),
            ("!onzin", "fault"),
        ):
            answer = await chat.asks(who, typed, moment)
            assert answer.block["session"] is None
            assert answer.mentions == ()
            # Whatever belongs in a room is refused as such: nobody is to be invited into the chat.
            assert moment != "fault" or typed == "!onzin" or "hoort in de kamer" in answer.body
            said.append(answer.body)
        answers.append(said)
    assert answers[0] == answers[1]
    assert "English" in (await chat.asks(who, "!taal en", "help")).body
    await here.stops()
