"""What the people of a scene do: all there is to do, with every word a canary.

Each part is one of its own, so that a shorter story can be told. None of it is about what Kring
answers; it is waited for, and what is said meanwhile may be anything.
"""

from __future__ import annotations

import json

from bot.commands.catalogue import CATALOGUE
from bot.core.people import RoomId
from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.matrix.proxy import Fate, Rule
from tests.proof.faulty import AT_SENDING, FAULTS
from tests.proof.scene import Scene, users
from tests.waiting import until

DIES = "plof-einde"
POLL = "org.matrix.msc3381.poll"


async def come_together(scene: Scene) -> None:
    """A room with a name, and one private chat, with who is second in the room."""
    host, *guests = scene.people
    scene.room = await host.create_room(invite=[scene.kring.user, *users(guests)])
    await host.set_state(scene.room, "m.room.name", {"name": scene.names.words(2)})
    for guest in guests:
        await guest.join(scene.room)
    await scene.hears("hello")
    scene.chat = await guests[0].create_room(invite=[scene.kring.user], direct=True)
    await scene.hears("hello", person=guests[0], room=scene.chat)


async def before_a_session(scene: Scene) -> None:
    """Settings, seats, what Kring does not know, every command there is with words behind it."""
    host, asker, other = scene.people[:3]
    await scene.asks(host, f"!vertrouwd {other.user}", "help")
    for words in ("", "!", "!start ", "!start kampvuur over ", "kring, ", "!plan "):
        await scene.says(asker, words)
    leads = {"stop", "start", "facilitator", "language"}
    for number, entry in enumerate(CATALOGUE):
        name = (entry.nl[0], entry.en[0])[number % 2]
        who = asker if entry.name in leads else other
        await scene.quickly(who, scene.room, f"!{name} {scene.words.words(2)}")
        if entry.who == "all" or entry.name in {"role", "away", "reminders", "yes"}:
            await scene.quickly(asker, scene.chat, f"!{name} {scene.words.words(2)}")
    await scene.settles()
    await asker.say(scene.chat, "!afwezig tot 12 januari")
    await scene.hears("help", "about-you", person=asker, room=scene.chat, saying="januari")
    await scene.privately(asker, scene.words.words(), "help")
    await scene.privately(asker, f"!notitie {scene.words.words()}", "note-refused")
    await scene.privately(asker, "!rol naaste", "voices")
    await scene.asks(host, f"!vertrouwd {other.user}", "help")


async def notes(scene: Scene) -> None:
    """Notes typed and by reply, about somebody; agreed to here and privately, edited, taken back."""
    host, asker, other = scene.people[:3]
    words = scene.words.words(3)
    pill = f'<a href="https://matrix.to/#/{asker.user}">{asker.name}</a>'
    content = {
        "msgtype": "m.text",
        "body": f"!notitie {words} {asker.name}",
        "format": "org.matrix.custom.html",
        "formatted_body": f"!notitie {words} {pill}",
        "m.mentions": {"user_ids": [asker.user]},
    }
    note = await other.send(scene.room, "m.room.message", content)
    card = await scene.hears("note")
    assert card.mentions == (asker.user,), card.body
    await scene.privately(asker, "!akkoord", "note", "fault")
    await other.edit(scene.room, note, f"!notitie {scene.words.words()}")
    await asker.say(scene.room, "ja", reply_to=card.event)
    said = await scene.says(host)
    await scene.says(other, "!notitie", reply_to=said)
    await scene.hears("note")
    await other.say(scene.room, "!notitie", reply_to=said)
    await scene.asks(host, "!notities", "note")
    await scene.says(asker, "!gaat-over-mij")


async def gather(scene: Scene, start: str = "!start allerlei") -> Heard:
    """A theme, a seat, joining by tap and by word; return the first stage."""
    host, *guests = scene.people
    await scene.says(host, start)
    gathering = await scene.hears("gathering")
    for guest in guests[1:]:
        await scene.taps(guest, gathering)
    await guests[0].say(scene.room, "ik doe mee")
    await scene.taps(host, gathering)
    await host.say(scene.room, f"!plek {scene.words.word()} {scene.words.word()}")
    agreements = await scene.leads_on("agreements")
    for person in scene.people:
        await scene.taps(person, agreements)
    await host.say(scene.room, "!volgende")
    return await scene.leads_on("voices", "turn")


async def asked(scene: Scene) -> None:
    """Voices and a permission: answered with words around it."""
    await scene.says(scene.people[1], "!rol naaste")
    await scene.people[2].say(scene.room, "ik ben hier als cliënt")
    await scene.says(scene.people[3])
    await scene.leads_on("permission")
    await scene.says(scene.people[2], "nee,")
    await scene.says(scene.people[1], "ja")


async def in_turns(scene: Scene, turn: Heard) -> None:
    """Words, edits, removals, voice messages, pictures, files; a kill in the middle of a turn."""
    first = scene.person(turn.mentions[0])
    said = await scene.says(first)
    await first.edit(scene.room, said, scene.words.words())
    for kind in ("m.audio", "m.image", "m.file", "m.video"):
        await scene.shows(first, kind)
    await first.send(scene.room, "m.sticker", {"body": scene.words.word(), "url": "mxc://a/b"})
    gone = await scene.says(first)
    await first.redact(scene.room, gone)
    await scene.kring.kill()
    await scene.says(first)
    await scene.taps(first, turn)
    await scene.kring.start(configure=False)
    second = await scene.hears("turn")
    speaker = scene.person(second.mentions[0])
    await scene.says(speaker)
    await scene.says(scene.host)  # out of turn
    await scene.says(speaker, "pauze graag")
    await speaker.say(scene.room, "!pauze")
    await scene.hears("paused")
    await scene.says(speaker)
    await scene.asks(speaker, "!verder", "resumed", "turn")
    await speaker.say(scene.room, "klaar")
    await scene.hears("turn")


async def garbage(scene: Scene) -> None:
    """Events that are odd, forged or huge, and words that a client failed to encrypt."""
    who, words = scene.people[2], scene.words
    block = {"v": 1, "id": words.word(), "moment": "turn", "session": words.word()}
    relation = {"rel_type": "m.replace", "event_id": scene.now.event}
    for type_, content in (
        ("m.room.message", {"body": words.word()}),
        ("m.room.message", {"msgtype": words.word(), "body": words.word()}),
        ("m.room.message", {"msgtype": "m.text", "body": {"nested": [words.word()]}}),
        ("m.room.message", {"msgtype": "m.text", "body": words.words(), "kring.moment": block}),
        ("m.room.message", {"msgtype": "m.text", "body": words.words(), "m.relates_to": relation}),
        ("m.room.message", {"msgtype": "m.text", "body": f"!start {words.words(600)}"}),
        ("m.room.message", {"msgtype": "m.text", "body": f"!{words.word()}\0\ud83d{words.word()}"}),
        (words.word(), {words.word(): words.word()}),
        (f"{POLL}.response", {f"{POLL}.response": {"answers": [words.word()]}}),
        (f"{POLL}.start", {f"{POLL}.start": words.word(), "body": words.word()}),
        ("m.location", {"msgtype": "m.location", "body": words.word(), "geo_uri": "geo:1,2"}),
    ):
        await who.send(scene.room, type_, content)
    mention = {"user_ids": [f"@{words.word()}:localhost"]}
    said = {"msgtype": "m.text", "body": f"!notitie {words.words()}", "m.mentions": mention}
    await who.send(scene.room, "m.room.message", said)
    await scene.hears("note-refused", "absent", "fault")
    await scene.sends_in_clear(who)
    await scene.hears("crisis")


async def faults(scene: Scene) -> None:
    """Everything that can go wrong inside goes wrong with words in its hands; then Kring dies."""
    who = scene.people[1]
    for name in FAULTS:
        if name != DIES:
            await scene.says(who, name)
    await scene.says(who, f"!plek {AT_SENDING}")
    await scene.asks(who, "!nood", "crisis")
    await scene.says(who, DIES)
    assert await scene.kring.ended() == 1
    await scene.kring.start(configure=False)
    await scene.asks(who, "!nood", "crisis")


async def outage(scene: Scene) -> None:
    """The homeserver answers with nothing but errors for a while."""
    rules = [
        scene.proxy.add(Rule(r"PUT .*/send/", Fate.BAD_GATEWAY, times=3)),
        scene.proxy.add(Rule(r"PUT .*/sendToDevice", Fate.BAD_GATEWAY, times=2)),
        scene.proxy.add(Rule(r"GET .*/sync", Fate.DROP, times=2)),
        scene.proxy.add(Rule(r"GET .*/event/", Fate.BAD_GATEWAY, times=2)),
    ]
    await scene.says(scene.people[2], "!plek")
    await scene.asks(scene.people[2], "!nood", "crisis")
    for rule in rules:
        scene.proxy.remove(rule)


async def polls(scene: Scene, poll: Heard) -> None:
    """A choice and a scale: tapped, typed, by an option's words, privately; and a poll of people's."""
    first, second, third = scene.people[:3]
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": poll.event}}
    chosen = {f"{POLL}.response": {"answers": ["1"]}, **relation}
    await first.send(scene.room, f"{POLL}.response", chosen)
    await second.say(scene.room, "2")
    await third.say(scene.room, "rust")
    await scene.says(third)
    await scene.puts_poll(second)
    await scene.leads_on("poll-result")
    await scene.hears("poll")
    await scene.privately(second, "4", "help", "poll", "fault")
    await scene.says(third, "3")
    await third.say(scene.room, "3")
    await scene.leads_on("poll-result")


async def open_floor(scene: Scene) -> None:
    """Raised hands, a newcomer in the middle, somebody who asks to be forgotten."""
    _, second, third = scene.people[:3]
    await second.say(scene.room, "hand")
    turn = await scene.hears("turn")
    await scene.says(second)
    await scene.says(third, "mag ik wat zeggen,")
    await third.say(scene.room, "!hand")
    await scene.host.invite(scene.room, scene.late.user)
    await scene.late.join(scene.room)
    newcomer = await scene.hears("welcome-newcomer")
    await scene.says(scene.late)
    await scene.taps(scene.late, newcomer)
    await scene.taps(second, turn)
    await scene.hears("turn")
    await scene.says(third, "!klaar")
    await scene.asks(second, "!overzicht", "help", "stage")
    await scene.privately(second, "!wat-weet-je", "about-you")
    await scene.privately(second, "!vergeet-mij", "forgotten")
    await scene.late.leave(scene.room)
    await third.say(scene.room, "!klaar")
    await scene.hears("left")


async def apart_and_about_somebody(scene: Scene) -> None:
    """Small groups, and what somebody tells about the people around them."""
    third = scene.people[2]
    await on_to(scene, "groups")
    await in_groups(scene)
    await scene.says(scene.people[3])
    await scene.leads_on("stage")  # all are called back
    await on_to(scene, "ask")
    await third.say(scene.room, "!ik")
    await on_to(scene, "map")
    await scene.says(third)
    await scene.says(third)


async def in_groups(scene: Scene) -> None:
    """Everybody in the room of their group: words, changed and removed, commands, a picture."""
    rooms: dict[RoomId, list[Person]] = {}
    for person in [one for one in scene.people if one is not scene.people[1]]:  # who was forgotten
        room = await invited(person, scene.kring.user)
        await person.join(room)
        rooms.setdefault(room, []).append(person)
    assert [len(people) for people in rooms.values()] == [2, 2]
    for room, (first, second) in rooms.items():
        await scene.hears("stage", "welcome-newcomer", person=second, room=room)
        said = await first.say(room, scene.words.words())
        await first.edit(room, said, scene.words.words())
        await second.redact(room, await second.say(room, scene.words.words()))
        await second.say(room, scene.words.words(), reply_to=said)
        for command in ("!notitie", "!start kampvuur over", "!plek", "ik", "!ik", "!hand"):
            await second.say(room, f"{command} {scene.words.words()}")
        await scene.shows(first, "m.image", room)
        await first.say(room, "!nood")
        await scene.hears("crisis", person=first, room=room)
        await first.say(room, "ik")
        await scene.hears("help", person=first, room=room)


async def invited(person: Person, by: str) -> RoomId:
    """Wait until this one invites somebody, and return the room."""

    def rooms() -> list[str]:
        return [room for room, one in person.client.invited_rooms.items() if one.inviter == by]

    await person.transcript.until_so(lambda: bool(rooms()), "an invitation")
    return RoomId(rooms()[0])


async def harvest(scene: Scene) -> None:
    """A line of each, one of them changed and one taken back."""
    turn = await scene.leads_on("turn")
    for _ in range(len(scene.people) + 2):
        if turn.moment != "turn":
            break
        speaker = scene.person(turn.mentions[0])
        line = await scene.says(speaker)
        if turn.block["person"] == scene.host.user:
            await speaker.edit(scene.room, line, scene.words.words())
        own = turn.block["person"] == turn.mentions[0]
        await scene.host.transcript.until(lambda one, line=line: one.event == line)  # type: ignore[misc]
        await speaker.say(scene.room, "!klaar" if own else "!volgende")
        turn = await scene.hears("turn", "harvest")
    assert turn.moment == "harvest"
    assert scene.words.mark in turn.body, "the words are repeated where they were said"
    await scene.people[2].say(scene.room, "!intrekken")


async def help_room(scene: Scene, asker: Person) -> RoomId:
    """Somebody calls for help, and speaks to the named human in a room of their own."""
    human = scene.people[2]
    known = set(asker.client.invited_rooms) | set(asker.client.rooms)
    await scene.asks(asker, "!nood", "crisis")
    await asker.say(scene.room, "!ja")

    async def invited() -> bool:
        return bool(set(asker.client.invited_rooms) - known) and bool(human.client.invited_rooms)

    await until(invited, "a help room")
    room = RoomId((set(asker.client.invited_rooms) - known).pop())
    await asker.join(room)
    await asker.say(room, scene.words.words())
    await scene.hears("help", person=asker, room=room)
    await human.join(room)
    await human.say(room, scene.words.words())
    return room


async def round_off(scene: Scene) -> None:
    """The check-out, the after-talk, the close; and words after it."""
    for person in scene.people[:2]:
        await scene.says(person)
    await scene.leads_on("after-talk")
    await scene.says(scene.people[1])
    await scene.says(scene.host)
    await scene.leads_on("closed")
    await scene.says(scene.host)


async def session_is_let_go(scene: Scene) -> None:
    """Wait until nothing that was kept of a session can be opened any more."""

    async def gone() -> bool:
        await scene.archive.look()
        opened = scene.archive.left().items()
        passing = (plain for value, (_, plain) in opened if value.column == "circle.passing")
        return all(json.loads(plain)["session"] is None for plain in passing)

    await until(gone, "the session's key is destroyed")


async def whole(scene: Scene) -> None:
    """All of it, from the first hello until after the close."""
    await come_together(scene)
    await before_a_session(scene)
    await notes(scene)
    await gather(scene)
    await asked(scene)
    await in_turns(scene, await scene.leads_on("turn"))
    await garbage(scene)
    await faults(scene)
    await outage(scene)
    await polls(scene, await on_to(scene, "poll"))
    await on_to(scene, "open")
    await open_floor(scene)
    await apart_and_about_somebody(scene)
    await harvest(scene)
    await help_room(scene, scene.people[3])
    await round_off(scene)


async def on_to(scene: Scene, kind: str) -> Heard:
    """Let the host lead on until there is a stage of that kind; return what Kring says first in it."""
    for _ in range(25):
        now = scene.now
        if now.block["kind"] == kind:
            return now
        await scene.moves_on(now)
    raise AssertionError(f"{kind} never came")
