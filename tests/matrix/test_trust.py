"""Which devices their owners vouched for: only an unbroken chain of signatures counts."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import vodozemac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import UserId
from bot.matrix.faults import Later
from bot.matrix.signatures import canonical, unpadded
from bot.matrix.trust import AWAY_MILLISECONDS, Directory, Identity, read_identity
from tests.matrix.kring import FakeClock

ANNA = UserId("@anna:example.org")
Json = dict[str, Any]


def _public(key: Ed25519PrivateKey) -> str:
    return unpadded(key.public_key().public_bytes_raw())


def _sign(value: Json, key: Ed25519PrivateKey, name: str | None = None, user: str = ANNA) -> None:
    """Add a signature to an object."""
    signature = unpadded(key.sign(canonical(value).encode()))
    signatures = value.setdefault("signatures", {}).setdefault(user, {})
    signatures[f"ed25519:{name or _public(key)}"] = signature


class Answer:
    """An answer to ``/keys/query`` in which all is as it should be, for one user with one device."""

    def __init__(self) -> None:
        self.master, self.signer, self.device = (Ed25519PrivateKey.generate() for _ in range(3))
        self.json: Json = {
            "master_keys": {ANNA: self._key("master", self.master)},
            "self_signing_keys": {ANNA: self._key("self_signing", self.signer)},
            "device_keys": {ANNA: {"PHONE": self._device("PHONE")}},
        }
        _sign(self.json["self_signing_keys"][ANNA], self.master)
        self.sign_device("PHONE")

    def _key(self, usage: str, key: Ed25519PrivateKey) -> Json:
        public = _public(key)
        return {"user_id": ANNA, "usage": [usage], "keys": {f"ed25519:{public}": public}}

    def _device(self, name: str) -> Json:
        curve = vodozemac.Curve25519SecretKey().public_key().to_base64()
        device: Json = {
            "user_id": ANNA,
            "device_id": name,
            "algorithms": ["m.megolm.v1.aes-sha2"],
            "keys": {f"ed25519:{name}": _public(self.device), f"curve25519:{name}": curve},
        }
        _sign(device, self.device, name)
        return device

    def sign_device(self, name: str) -> None:
        """Cross-sign a device."""
        _sign(self.json["device_keys"][ANNA][name], self.signer)


def _vouched(answer: object) -> set[str]:
    return {device.id for device in read_identity(ANNA, answer).vouched}


def test_a_device_with_an_unbroken_chain_is_vouched_for() -> None:
    assert _vouched(Answer().json) == {"PHONE"}


def _without_master(answer: Answer) -> None:
    del answer.json["master_keys"][ANNA]


def _another_master(answer: Answer) -> None:
    other = Answer()
    answer.json["master_keys"][ANNA] = other.json["master_keys"][ANNA]


def _unsigned_signer(answer: Answer) -> None:
    del answer.json["self_signing_keys"][ANNA]["signatures"]


def _signer_signed_by_itself(answer: Answer) -> None:
    key = answer.json["self_signing_keys"][ANNA]
    del key["signatures"]
    _sign(key, answer.signer)


def _signer_of_another_use(answer: Answer) -> None:
    key = answer.json["self_signing_keys"][ANNA]
    key["usage"] = ["user_signing"]
    _sign(key, answer.master)


def _signer_of_somebody_else(answer: Answer) -> None:
    key = answer.json["self_signing_keys"][ANNA]
    key["user_id"] = "@eve:example.org"
    _sign(key, answer.master)


def _device_signed_by_the_master(answer: Answer) -> None:
    device = answer.json["device_keys"][ANNA]["PHONE"]
    del device["signatures"][ANNA][f"ed25519:{_public(answer.signer)}"]
    _sign(device, answer.master)


def _device_signed_as_another_user(answer: Answer) -> None:
    device = answer.json["device_keys"][ANNA]["PHONE"]
    del device["signatures"][ANNA][f"ed25519:{_public(answer.signer)}"]
    _sign(device, answer.signer, user="@eve:example.org")


def _device_changed_after_signing(answer: Answer) -> None:
    device = answer.json["device_keys"][ANNA]["PHONE"]
    device["keys"]["curve25519:PHONE"] = vodozemac.Curve25519SecretKey().public_key().to_base64()


def _device_under_another_name(answer: Answer) -> None:
    devices = answer.json["device_keys"][ANNA]
    devices["TABLET"] = devices.pop("PHONE")


def _device_not_signed_by_itself(answer: Answer) -> None:
    device = answer.json["device_keys"][ANNA]["PHONE"]
    del device["signatures"][ANNA]["ed25519:PHONE"]


def _device_with_a_curve_key_that_is_none(answer: Answer) -> None:
    device = answer.json["device_keys"][ANNA]["PHONE"]
    device["keys"]["curve25519:PHONE"] = "AAAA"
    del device["signatures"]
    _sign(device, answer.device, "PHONE")
    answer.sign_device("PHONE")


@pytest.mark.parametrize(
    "break_",
    [
        _without_master, _another_master, _unsigned_signer, _signer_signed_by_itself,
        _signer_of_another_use, _signer_of_somebody_else, _device_signed_by_the_master,
        _device_signed_as_another_user, _device_changed_after_signing, _device_under_another_name,
        _device_not_signed_by_itself, _device_with_a_curve_key_that_is_none,
    ],
)  # fmt: skip
def test_a_broken_chain_vouches_for_nothing(break_: Any) -> None:
    answer = Answer()
    break_(answer)
    assert _vouched(answer.json) == set()


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)
_GOOD = Answer().json


def _places(value: object, where: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [where]
    return [where, *(p for key, item in value.items() for p in _places(item, (*where, key)))]


@given(place=st.sampled_from(_places(_GOOD)[1:]), odd=_ODD)
def test_anything_odd_anywhere_vouches_for_nothing_new_and_raises_nothing(
    place: tuple[str, ...], odd: object
) -> None:
    answer = copy.deepcopy(_GOOD)
    holder = answer
    for key in place[:-1]:
        holder = holder[key]
    unchanged = holder[place[-1]] == odd
    # The master key's own signatures, and what is not signed, do not matter.
    holder[place[-1]] = odd

    vouched = _vouched(answer)

    assert vouched <= {"PHONE"}
    if not unchanged and "signatures" not in place and place[0] != "master_keys":
        assert vouched == set()


@given(st.binary(min_size=64, max_size=64))
def test_no_made_up_signature_vouches(signature: bytes) -> None:
    answer = copy.deepcopy(_GOOD)
    signatures = answer["device_keys"][ANNA]["PHONE"]["signatures"][ANNA]
    for name in signatures:
        if name != "ed25519:PHONE":
            signatures[name] = unpadded(signature)
    assert _vouched(answer) == set()


def test_a_device_that_changed_its_keys_is_not_vouched_for_and_its_old_keys_stay_known() -> None:
    answer, changed = Answer(), Answer()
    before = read_identity(ANNA, answer.json)
    after = read_identity(ANNA, changed.json, before)

    assert [device.id for device in before.vouched] == ["PHONE"]
    assert after.vouched == ()
    assert before.seen < after.seen


class _Server:
    """Answers queries, and counts them; ``away`` are homeservers that do not answer it."""

    def __init__(self, answer: Json) -> None:
        self.answer = answer
        self.asked: list[list[str]] = []
        self.away = False
        self.broken = False

    async def request(self, method: str, path: str, body: Json | None) -> Json:
        assert body is not None
        self.asked.append(sorted(body["device_keys"]))
        if self.broken:
            raise Later(1.0)
        if self.away:
            return {"device_keys": {}, "failures": {"example.org": {}}}
        return copy.deepcopy(self.answer) | {"failures": {}}


async def test_devices_are_asked_for_once_and_again_when_they_changed() -> None:
    server = _Server(Answer().json)
    directory = Directory(server.request, FakeClock())

    for _ in range(3):
        await directory.refresh([ANNA])
    assert len(server.asked) == 1
    directory.changed([ANNA])
    await directory.refresh([ANNA])
    await directory.refresh([ANNA])
    assert len(server.asked) == 2
    server.broken = True
    directory.changed([ANNA])
    with pytest.raises(Later):
        await directory.refresh([ANNA])
    server.broken = False
    await directory.refresh([ANNA])
    assert len(server.asked) == 4


async def test_a_homeserver_that_is_away_is_not_asked_at_every_turn_and_costs_no_trust() -> None:
    clock, server = FakeClock(), _Server(Answer().json)
    directory = Directory(server.request, clock)
    await directory.refresh([ANNA])
    known = directory.identity(ANNA)
    assert isinstance(known, Identity)

    server.away = True
    directory.changed([ANNA])
    for _ in range(3):
        await directory.refresh([ANNA])
    assert directory.identity(ANNA) is known
    assert len(server.asked) == 2
    server.away = False
    clock.ahead += AWAY_MILLISECONDS
    await directory.refresh([ANNA])
    assert len(server.asked) == 3
