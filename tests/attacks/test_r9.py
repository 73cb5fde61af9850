"""R9: nothing personal travels outside encryption: not in taps, names, state, reasons, files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.effects import Button, Say
from bot.core.people import RoomId, UserId
from bot.matrix import helping, mending, removing
from bot.matrix.outbound import is_general, message
from bot.matrix.private import PrivateRooms
from bot.matrix.reading import Reading
from bot.matrix.rooms import Room
from bot.words.render import Rendered
from tests.attacks.house import KRING, NAMES, House, user
from tests.attacks.table import attack
from tests.core.conversation import CHECK_OUT, ROUND, VOICES, Conversation
from tests.core.test_poll import TOPICS

WORDS = (
    "cliënt", "ik ben cliënt", "1️⃣", "3", "3️⃣", "👍", "👎", "ja", "nee", "🆘", "!nood", "nood",
    "ik wil dood", "akkoord", "!rol cliënt", "klaar", "❤️", "😢", "@noor:home", "x" * 500, "", "✔",
)  # fmt: skip


@attack(
    "R9", "a participant",
    "reacts with words or signs: a voice, a choice, a number, a cry for help, a whole sentence.",
    "None of them means anything: there are five taps, and no other is read.",
)  # fmt: skip
@pytest.mark.parametrize("key", WORDS)
async def test_words_as_a_reaction(key: str) -> None:
    house = House()
    await house.says("kring", "Bram", "!notitie samen met @Noor bedacht")
    await house.says("kring", "Samira", "!start kampvuur")
    for moment in ("note", "gathering"):
        before = house.places["kring"].circle
        await house.reacts("kring", "Noor", key, house.last(moment))
        assert house.news == []
        assert house.places["kring"].circle == before


@attack(
    "R9", "a curious professional",
    "counts on taps to see who thinks what: ✅ or ✋ under a note, a poll, the question for a role.",
    "Such a tap answers nothing: these are answered in encrypted words, or privately.",
)  # fmt: skip
async def test_taps_where_something_personal_is_asked() -> None:
    house = House()
    await house.says("kring", "Bram", "!notitie samen met @Noor bedacht")
    note = house.places["kring"].circle.notes[0]
    for button in Button:
        await house.reacts("kring", "Noor", button.value, house.last("note"))
        assert house.places["kring"].circle.notes == (note,)
    talk = Conversation.begun(VOICES, CHECK_OUT)
    asked = talk.last("voices")
    assert asked.buttons == ()
    for button in (Button.DONE, Button.PASS, Button.LATER):
        talk.taps("anna", button, asked)
    assert all(person.voices == () for person in talk.circle.people)
    talk = Conversation.begun(TOPICS, ROUND, CHECK_OUT)
    poll = talk.last("poll")
    for button in (Button.DONE, Button.LATER, Button.HAND):
        talk.taps("anna", button, poll)
    assert talk.stage is not None
    assert not any(one.numbers for one in talk.stage.answers)  # type: ignore[union-attr]


@attack(
    "R9", "a hurried facilitator",
    "uses a room that is not encrypted, because the real one is full, and calls people there.",
    "Kring says there only who it is, how it works, where help is and what is wrong; it names nobody.",
)  # fmt: skip
async def test_a_room_in_the_open() -> None:
    house = House()
    house.places["kring"].encrypted = False
    house.places["kring"].faults = ("not-encrypted",)
    for name in ("Samira", "Noor"):
        for words in (
            "!start kampvuur @Noor", "!vertrouwd @Noor", "!begeleider @Noor", "!plek Opa", "!notities",
            "!notitie over @Noor", "!rol cliënt", "!wat-weet-je", "!vergeet-mij", "!overzicht", "!ja",
            "!hulp", "!nood", "!veilig", "!werkvormen", "!taal en", "!afwezig tot 12 januari",
            "!start doco Noor", "!onzin", "!gaat-over-mij", "!veilig herstel", "!veilig nieuw",
        ):  # fmt: skip
            await house.says("kring", name, words)
            for one in house.news:
                if not isinstance(one.effect, Say):
                    assert type(one.effect).__name__ in {"Mend", "Renew"}
                    continue
                content = message(one.effect, Rendered(one.words, one.words), "id")
                assert is_general(content), (words, one.effect.moment)
                assert not any(person in one.words for person in NAMES)
                assert user("Noor") not in json.dumps(content)
    assert house.places["kring"].circle.notes == ()
    assert house.places["kring"].circle.people == ()


class Homeserver:
    """Takes what Kring asks, and keeps it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []

    async def __call__(
        self, method: str, where: str, body: dict[str, Any] | None, **_: Any
    ) -> dict[str, Any]:
        self.asked.append((method, where, body))
        return {"room_id": "!made:home", "event_id": "$done", "joined_rooms": [], "chunk": []}

    @property
    def told(self) -> str:
        """All that was sent to it."""
        return json.dumps([one for one in self.asked if one[2] is not None])


@attack(
    "R9", "an outsider",
    "looks at the homeserver for what the rooms are called that Kring makes, and what for.",
    "They have no name, no topic, no picture; in what they are made with nothing is about anybody.",
)  # fmt: skip
async def test_names_of_rooms_that_kring_makes(tmp_path: Any) -> None:
    server = Homeserver()
    old = Room(RoomId("!old:home"), members={user("Noor")})
    old.take({"type": "m.room.name", "state_key": "", "content": {"name": "Kring van Noor"}})
    old.take({"type": "m.room.topic", "state_key": "", "content": {"topic": "Noor slaapt slecht"}})
    await helping.make(server, {})
    await mending.renew(server, old, [user("Noor")], "txn-1", {})
    reading = Reading(tmp_path / "reading.sqlite")
    chats = PrivateRooms(server, reading, KRING, {}, lambda _: True)
    await chats.open(user("Noor"), encrypted=True)
    reading.close()
    made = [body for method, where, body in server.asked if where.endswith("createRoom")]
    assert len(made) == 3
    for body in made:
        assert not {"name", "topic", "room_alias_name"} & body.keys()
        types = {one["type"] for one in body["initial_state"]}
        assert not types & {"m.room.name", "m.room.topic", "m.room.avatar"}
        assert "noor" not in json.dumps(body).casefold()
    assert "slaapt" not in server.told


@attack(
    "R9", "an outsider",
    "reads why Kring took a message away: a reason to a removal travels unencrypted.",
    "It gives none.",
)  # fmt: skip
async def test_reasons_of_removals() -> None:
    server = Homeserver()
    await removing.remove(server, UserId(KRING), RoomId("!old:home"), "$old", "txn")  # type: ignore[arg-type]  # an event id
    assert [body for method, _, body in server.asked if method == "PUT"] == [{}]


@attack(
    "R9", "a participant",
    "has a sentence about themselves as display name, or somebody gives the room a client's name.",
    "Kring repeats a name only inside encryption, and never puts one into state.",
)  # fmt: skip
async def test_names_that_tell() -> None:
    house = House()
    house.names[user("Noor")] = "Noor (depressief)"
    house.places["kring"].encrypted = False
    for words in ("!nood", "!hulp", "!veilig", "!start kampvuur", "!vertrouwd Noor (depressief)"):
        await house.says("kring", "Samira", words)
        assert "depressief" not in house.words_said
        assert house.mentioned == set()
    content = message(Say("turn", (), mention=(user("Noor"),)), Rendered("x", "x"), "id")
    assert not is_general(content)
    content = message(Say("turn", ()), Rendered("x", "x"), "id")
    assert not is_general(content), "by type, not by care: a turn is never said in the open"
