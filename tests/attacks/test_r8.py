"""R8: what Kring says is read on devices that their owners vouched for, and on no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.effects import Say, Tell
from bot.core.people import UserId
from bot.matrix.keystore import KeyStore
from bot.matrix.outbound import is_general, message
from bot.words.render import Rendered
from tests.attacks.house import KRING, NAMES, House, user
from tests.attacks.table import attack
from tests.matrix.test_trust import ANNA, Answer, Json, _sign, _vouched


@attack(
    "R8", "a curious professional",
    "wants to know who cannot read along: from the start, from !veilig, from who gets a message.",
    "Kring says how many, never who; each of them is told apart, in general words.",
)  # fmt: skip
async def test_who_cannot_read() -> None:
    house = House()
    house.places["kring"].unreadable = (user("Noor"), user("Adem"))
    await house.says("kring", "Samira", "!start kampvuur")
    assert house.heard == ["gathering"]
    assert house.mentioned == set()
    assert "2 mensen kunnen hier nog niet meelezen" in house.words_said
    assert sorted(house.told) == [(user("Adem"), "help"), (user("Noor"), "help")]
    for one in house.news:
        assert not any(name in one.words for name in NAMES)
        if isinstance(one.effect, Tell):
            assert not one.effect.encrypted
            said = Say(one.effect.moment, one.effect.lines)
            assert is_general(message(said, Rendered(one.words, one.words), "id"))
            for words in ("kampvuur", "kring:home", "gesprek is", "kamer:"):
                assert words not in one.words
    await house.says("kring", "Bram", "!veilig")
    assert not any(name in house.words_said for name in NAMES)


@attack(
    "R8", "a newcomer",
    "comes into a talk with a phone that was never confirmed, and can read nothing that is said.",
    "They are told how to, apart, in general words, once; the room hears only that somebody came.",
)  # fmt: skip
async def test_a_newcomer_who_cannot_read() -> None:
    house = House()
    await house.starts("Noor", "Bram", "Adem")
    house.places["kring"].unreadable = (user("Zoe"),)
    await house.comes("kring", "Zoe")
    assert house.heard == ["welcome-newcomer"]
    [told] = [one.effect for one in house.news if isinstance(one.effect, Tell)]
    assert (told.user, told.moment, told.encrypted) == (user("Zoe"), "help", False)
    await house.leaves("kring", "Zoe")
    await house.says("kring", "Noor", "!klaar")
    await house.comes("kring", "Zoe")
    assert house.told == []


def _foreign_signer(answer: Answer) -> None:
    """Another's key signs the device."""
    other = Answer()
    device = answer.json["device_keys"][ANNA]["PHONE"]
    device["signatures"][ANNA] = {
        name: it for name, it in device["signatures"][ANNA].items() if name == "ed25519:PHONE"
    }
    _sign(device, other.signer)


def _not_signed(answer: Answer) -> None:
    device = answer.json["device_keys"][ANNA]["PHONE"]
    name = next(name for name in device["signatures"][ANNA] if name != "ed25519:PHONE")
    del device["signatures"][ANNA][name]


def _signer_of_nobody(answer: Answer) -> None:
    answer.json["self_signing_keys"][ANNA]["signatures"] = {}


def _other_keys(answer: Answer) -> None:
    device = answer.json["device_keys"][ANNA]["PHONE"]
    device["keys"]["curve25519:PHONE"] = Answer().json["device_keys"][ANNA]["PHONE"]["keys"][
        "curve25519:PHONE"
    ]


@attack(
    "R8", "an outsider",
    "puts a device of their own beside a client's, as a homeserver's administrator can: without a "
    "signature, with another's, with a copied one, under a signer that nobody vouched for.",
    "Only an unbroken chain from the owner's own key counts; the device gets no room key.",
)  # fmt: skip
@pytest.mark.parametrize("change", [_foreign_signer, _not_signed, _signer_of_nobody, _other_keys])
def test_a_device_beside_theirs(change: object) -> None:
    answer = Answer()
    assert _vouched(answer.json) == {"PHONE"}
    change(answer)  # type: ignore[operator]  # one of these
    assert _vouched(answer.json) == set()


REQUESTS: tuple[Json, ...] = (
    {"type": "m.room_key_request", "content": {"action": "request", "request_id": "1",
     "requesting_device_id": "X", "body": {"algorithm": "m.megolm.v1.aes-sha2", "room_id": "!r:home",
     "session_id": "s", "sender_key": "k"}}},
    {"type": "m.forwarded_room_key", "content": {"algorithm": "m.megolm.v1.aes-sha2",
     "room_id": "!r:home", "session_id": "s", "session_key": "k", "sender_key": "k",
     "sender_claimed_ed25519_key": "k", "forwarding_curve25519_key_chain": []}},
    {"type": "m.room_key", "content": {"algorithm": "m.megolm.v1.aes-sha2", "room_id": "!r:home",
     "session_id": "s", "session_key": "k"}},
    {"type": "m.secret.request", "content": {"name": "m.cross_signing.self_signing",
     "action": "request", "requesting_device_id": "X", "request_id": "2"}},
    {"type": "m.secret.send", "content": {"request_id": "2", "secret": "x"}},
    {"type": "m.key.verification.request", "content": {"from_device": "X", "methods": ["m.sas.v1"],
     "transaction_id": "3", "timestamp": 1}},
    {"type": "m.room.encrypted", "content": {"algorithm": "m.olm.v1.curve25519-aes-sha2",
     "sender_key": "k", "ciphertext": {"k": {"type": 0, "body": "x"}}}},
    {"type": "m.dummy", "content": {}}, {"type": 5}, {"content": []}, {},
)  # fmt: skip


@attack(
    "R8", "an outsider",
    "asks Kring's device for room keys or for its own secrets, and sends it keys of their making.",
    "It hands out nothing on request and takes no key that did not come over Olm from its sender.",
)  # fmt: skip
@pytest.mark.parametrize("sender", ["@noor:home", KRING, "@evil:elsewhere"])
def test_asking_for_keys(sender: str, tmp_path: Path) -> None:
    keys = KeyStore(tmp_path / "matrix", tmp_path / "key", UserId(KRING), "DEVICE")
    try:
        with keys.transaction():
            assert keys.receive([one | {"sender": sender} for one in REQUESTS]) == set()
        machine = keys.machine
        assert machine.sessions == {}
        assert machine.outgoing_to_device_messages == []
        assert machine.outgoing_key_requests == {}
        assert machine.key_verifications == {}
        assert not any(machine.received_key_requests.values())
    finally:
        keys.close()


@attack(
    "R8", "a participant",
    "asks something for themselves from a device that cannot read the answer.",
    "What is personal is not sent in clear: they are told, in general words, how to get to read it.",
)  # fmt: skip
async def test_an_answer_that_cannot_be_read() -> None:
    house = House()
    house.places["kring"].unreadable = (user("Noor"),)
    await house.says("kring", "Noor", "!wat-weet-je")
    [told] = [one.effect for one in house.news if isinstance(one.effect, Tell)]
    assert told.encrypted, "sent by the edge only where a device of theirs can read it"
    house.places["Noor"].encrypted = False
    for words in ("!wat-weet-je", "wat weet je van mij?", "!rol cliënt", "!afwezig tot 12 januari"):
        await house.says("Noor", "Noor", words)
        assert house.heard == ["safety"]
        assert "niet versleuteld" in house.words_said
        assert house.places["Noor"].circle.own is None
