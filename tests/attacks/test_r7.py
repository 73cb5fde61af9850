"""R7: a room that is safe, before a talk and all through it."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.core.effects import Mend, Renew, Say
from bot.core.people import RoomId, UserId
from bot.core.room import Fault, NewKey
from bot.matrix.roomcheck import Allowed, faults, on_the_way
from bot.matrix.rooms import Room
from bot.ports import KeysChanged, StateChanged
from tests.attacks.house import KRING, NAMES, House, user
from tests.attacks.table import attack

NOBODY = Allowed(bot=lambda _: False, widget=lambda _: False)
ALL_FAULTS: tuple[Fault, ...] = get_args(Fault)


def state(type_: str, key: str = "", **content: object) -> dict[str, object]:
    """A state event."""
    return {"type": type_, "state_key": key, "content": content, "event_id": f"${type_}{key}"}


def safe() -> Room:
    """A room as it should be."""
    room = Room(RoomId("!r:home"))
    for event in (
        state("m.room.encryption", algorithm="m.megolm.v1.aes-sha2"),
        state("m.room.join_rules", join_rule="invite"),
        state("m.room.guest_access", guest_access="forbidden"),
        state("m.room.history_visibility", history_visibility="joined"),
    ):
        room.take(event)
    return room


def wrong(room: Room, *others: str) -> tuple[Fault, ...]:
    """What is wrong with it."""
    return faults(room, KRING, [UserId(one) for one in others], NOBODY)


@attack(
    "R7", "a hurried facilitator",
    "starts in a room that is not safe, in whatever way, and starts again.",
    "Refused each time, in one message, with how to mend it; nothing is made.",
)  # fmt: skip
@pytest.mark.parametrize("fault", ALL_FAULTS)
async def test_starting_in_an_unsafe_room(fault: Fault) -> None:
    house = House()
    house.places["kring"].faults = (fault,)
    for _ in range(2):
        await house.says("kring", "Samira", "!start kampvuur Thuis")
        assert house.heard == ["safety-refused"]
        assert house.mentioned == set()
        assert house.places["kring"].circle.session is None


@attack(
    "R7", "a moderator",
    "changes the room for the worse in the middle of a talk, also in the gathering.",
    "The talk pauses at once, and what is wrong is told with how to mend it; once.",
)  # fmt: skip
@pytest.mark.parametrize("fault", [one for one in ALL_FAULTS if one != "cannot-speak"])
async def test_making_it_worse(fault: Fault) -> None:
    house = House()
    await house.says("kring", "Samira", "!start kampvuur")
    await house.becomes("kring", fault)
    assert house.heard == ["safety"]
    await house.becomes("kring")
    await house.says("kring", "Samira", "!verder")
    for name in ("Noor", "Bram", "Adem"):
        await house.says("kring", name, "!meedoen")
    await house.says("kring", "Samira", "!volgende")
    for name in ("Noor", "Bram", "Adem"):
        await house.says("kring", name, "!akkoord")
    await house.becomes("kring", fault)
    assert house.heard == ["safety"]
    assert house.mentioned == set()
    await house.becomes("kring", fault)
    assert house.news == []
    session = house.places["kring"].circle.session
    assert session is not None
    assert session.pause is not None


@attack(
    "R7", "a hurried facilitator",
    "goes on all the same: !verder, !volgende, done, a pass, plain words, a tap; or starts anew.",
    "No turn is given in an unsafe room. It can be ended at any time, and help is there.",
)  # fmt: skip
async def test_going_on_in_an_unsafe_room() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    turn = house.last("turn")
    await house.becomes("kring", "history")
    for name, words in (
        ("Samira", "!verder"), ("Samira", "!volgende"), ("Noor", "!klaar"), ("Bram", "!hand"),
        ("Samira", "we gaan verder"), ("Samira", "ja"), ("Adem", "!verder"), ("Noor", "klaar"),
        ("Samira", "!start kampvuur"), ("Samira", "!begeleider Bram"), ("Bram", "!verder"),
    ):  # fmt: skip
        await house.says("kring", name, words)
        assert "turn" not in house.heard, words
        assert house.places["kring"].circle.session.pause is not None  # type: ignore[union-attr]
    await house.reacts("kring", "Noor", "✅", turn)
    assert "turn" not in house.heard
    await house.says("kring", "Bram", "!nood")
    assert house.heard == ["crisis"]
    await house.says("kring", "Samira", "!stop")
    assert house.heard == ["closed"]


@attack(
    "R7", "a moderator",
    "opens the history, or the door, for a moment and closes it before Kring has looked.",
    "Every change is looked at, also one that was undone: the talk pauses and is told of it.",
)  # fmt: skip
@pytest.mark.parametrize(
    ("event", "undone", "fault"),
    [
        (state("m.room.history_visibility", history_visibility="shared"),
         state("m.room.history_visibility", history_visibility="joined"), "history"),
        (state("m.room.join_rules", join_rule="public"),
         state("m.room.join_rules", join_rule="invite"), "open-to-all"),
        (state("m.room.guest_access", guest_access="can_join"),
         state("m.room.guest_access", guest_access="forbidden"), "guests"),
        (state("im.vector.modular.widgets", "w", url="https://x.test"),
         state("im.vector.modular.widgets", "w"), "widget"),
        (state("uk.half-shot.bridge", "x", channel="y"), state("uk.half-shot.bridge", "x"), "bridge"),
    ],
)  # fmt: skip
async def test_a_door_that_was_open_for_a_moment(
    event: dict[str, object], undone: dict[str, object], fault: Fault
) -> None:
    room = safe()
    before = dict(room.state)
    first, last = event | {"event_id": "$first"}, undone | {"event_id": "$last"}
    for one in (first, last):
        room.take(one)
    assert wrong(room) == ()
    seen = on_the_way(room, before, [first, last], KRING, NOBODY)
    assert seen == {"$first": (fault,)}
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    item = StateChanged(house._event(), house.now, seen["$first"])  # type: ignore[index]  # an id
    await house.happens("kring", item)
    assert house.heard == ["safety"]
    session = house.places["kring"].circle.session
    assert session is not None
    assert session.pause is not None
    await house.says("kring", "Samira", "!verder")
    assert house.heard == ["resumed"]


@attack(
    "R7", "an outsider",
    "couples the room to another chat program, by every kind of state that bridges are known to keep.",
    "It is a bridge, whatever it is called there; taken away, it is none.",
)  # fmt: skip
@pytest.mark.parametrize(
    "type_",
    ["m.bridge", "uk.half-shot.bridge", "uk.half-shot.matrix-hookshot.github.repository",
     "uk.half-shot.matrix-hookshot.generic.hook", "m.room.bridging", "m.room.plumbing",
     "org.matrix.appservice-irc.connection"],
)  # fmt: skip
def test_a_bridge_by_any_name(type_: str) -> None:
    room = safe()
    room.take(state(type_, "x", channel="y"))
    assert wrong(room) == ("bridge",)
    room.take(state(type_, "x"))
    assert wrong(room) == ()


@attack(
    "R7", "an outsider",
    "comes in as a program or as the ghost of a bridge, under names that are known, or that look so.",
    "Known by the id, by the name that is shown, in other letters, and by what clients keep of it.",
)  # fmt: skip
@pytest.mark.parametrize(
    ("who", "name", "fault"),
    [
        ("@maubot:home", "", "bot"), ("@weer-bot:home", "", "bot"), ("@x:home", "ChatGPT", "bot"),
        ("@x:home", "Notule Bot", "bot"), ("@x:home", "ℳaubot", "bot"), ("@x:home", "mаubot", "bot"),
        ("@_telegram_123:home", "Jan", "bridge"), ("@whatsapp_316:home", "", "bridge"),
        ("@x:home", "Jan (Telegram)", "bridge"), ("@signal_abc:home", "Jan", "bridge"),
        ("@x:home", "J\u200ban (WhatsApp)", "bridge"),
    ],
)  # fmt: skip
def test_a_program_among_people(who: str, name: str, fault: Fault) -> None:
    room = safe()
    content = {"membership": "join", "displayname": name}
    room.take({"type": "m.room.member", "state_key": who, "content": content})
    assert wrong(room, "@noor:home", who) == (fault,)
    hints = state("io.element.functional_members", service_members=["@noor:home"])
    room = safe()
    room.take(hints)
    assert wrong(room, "@noor:home") == ("bot",)


@attack(
    "R7", "a curious professional",
    "takes a client's identity, with a new key that the homeserver vouches for.",
    "Told with a name before any key goes to it; the talk pauses, and the new key cannot end that.",
)  # fmt: skip
async def test_a_new_key_of_somebody() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    house.places["kring"].new_keys = (NewKey(user("Noor"), "another"),)
    await house.happens("kring", KeysChanged(house._event(), house.now))
    assert house.heard == ["safety"]
    assert "Noor" in house.words_said
    session = house.places["kring"].circle.session
    assert session is not None
    assert session.pause is not None
    await house.says("kring", "Noor", "!verder")
    assert house.heard == ["fault"]
    await house.says("kring", "Samira", "!verder")
    assert "resumed" in house.heard


@attack(
    "R7", "a participant",
    "has Kring mend the room or make a fresh one, without leading; so that others are taken elsewhere.",
    "Only who leads can ask it; and whoever asks how safe it is, hears it.",
)  # fmt: skip
async def test_mending_without_leading() -> None:
    house = House()
    house.places["kring"].faults = ("history", "widget")
    for words in ("!veilig herstel", "!veilig nieuw", "!ja"):
        await house.says("kring", "Noor", words)
        assert house.heard == ["fault"]
        assert not any(isinstance(one.effect, Mend | Renew) for one in house.news)
    await house.says("kring", "Noor", "!veilig")
    assert house.heard == ["safety"]
    assert "lezen wat eerder is gezegd" in house.words_said
    assert "!veilig nieuw" in house.words_said
    await house.says("kring", "Samira", "!veilig herstel")
    assert [one.effect for one in house.news if isinstance(one.effect, Mend)]


@attack(
    "R7", "a moderator",
    "upgrades the room in a talk, so that some go on in the new one and some stay.",
    "The talk pauses: not everyone is here any more. It says where to go on.",
)  # fmt: skip
async def test_a_room_that_is_replaced() -> None:
    room = safe()
    room.take(state("m.room.tombstone", body="verhuisd", replacement_room="!new:home"))
    assert wrong(room) == ("replaced",)
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    await house.becomes("kring", *wrong(room))
    assert house.heard == ["safety"]
    assert "nieuwe kamer" in house.words_said
    said = house.news[0].effect
    assert isinstance(said, Say)
    assert not any(name in house.words_said for name in NAMES)


@attack(
    "R7", "an outsider",
    "takes the encryption of the room away, by other state or by none, to have words sent in clear.",
    "A room that was encrypted stays so for Kring, and what was changed is told.",
)  # fmt: skip
@pytest.mark.parametrize("content", [{}, {"algorithm": "none"}, {"algorithm": 7}])
def test_taking_encryption_away(content: dict[str, object]) -> None:
    room = safe()
    room.take(state("m.room.encryption") | {"content": content})
    assert wrong(room) == ("encryption",)
    assert room.encrypted
