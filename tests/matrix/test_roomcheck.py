"""What makes a room unsafe (R7), and what does not."""

from __future__ import annotations

import pytest

from bot.core.people import RoomId, UserId
from bot.core.room import Fault
from bot.matrix.roomcheck import Allowed, faults
from bot.matrix.rooms import Room, plain_name

KRING, ANNA = UserId("@kring:hs"), UserId("@anna:hs")
NOBODY = Allowed(bot=lambda _: False, widget=lambda _: False)


def _state(type_: str, key: str = "", **content: object) -> dict[str, object]:
    return {"type": type_, "state_key": key, "content": content, "sender": ANNA}


def _safe() -> Room:
    room = Room(RoomId("!r:hs"))
    for event in (
        _state("m.room.create", room_version="12"),
        _state("m.room.encryption", algorithm="m.megolm.v1.aes-sha2"),
        _state("m.room.join_rules", join_rule="invite"),
        _state("m.room.guest_access", guest_access="forbidden"),
        _state("m.room.history_visibility", history_visibility="joined"),
        _state("m.room.power_levels", users={}, events_default=0),
    ):
        room.take(event)
    return room


def _faults(room: Room, *others: str, allowed: Allowed = NOBODY) -> tuple[Fault, ...]:
    return faults(room, KRING, [UserId(other) for other in others], allowed)


def test_a_safe_room_has_no_faults() -> None:
    assert _faults(_safe(), ANNA) == ()


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        (_state("m.room.join_rules", join_rule="public"), "open-to-all"),
        (_state("m.room.join_rules", join_rule="knock"), "knock"),
        (_state("m.room.join_rules", join_rule="restricted"), "restricted"),
        (_state("m.room.join_rules", join_rule="knock_restricted"), "restricted"),
        (_state("m.room.join_rules", join_rule=["invite"]), "open-to-all"),
        (_state("m.room.join_rules"), "open-to-all"),
        (_state("m.room.guest_access", guest_access="can_join"), "guests"),
        (_state("m.room.history_visibility", history_visibility="shared"), "history"),
        (_state("m.room.history_visibility", history_visibility="invited"), "history"),
        (
            _state("m.room.history_visibility", history_visibility="world_readable"),
            "world-readable",
        ),
        (_state("m.room.history_visibility"), "history"),
        (_state("m.room.tombstone", body="verhuisd", replacement_room="!nieuw:hs"), "replaced"),
        (_state("m.room.encryption"), "encryption"),
        (_state("m.room.encryption", algorithm="none"), "encryption"),
        (_state("uk.half-shot.matrix-hookshot.github.repository", "x", org="y"), "bridge"),
        (_state("im.vector.modular.widgets", "w", type="m.custom"), "widget"),
        (_state("uk.half-shot.bridge", "irc", channel="x"), "bridge"),
        (_state("m.bridge", "x", protocol={}), "bridge"),
        (_state("m.room.bridging", "irc://net/#x", status="success"), "bridge"),
        (_state("m.room.plumbing", status="enabled"), "bridge"),
        (_state("org.matrix.appservice-irc.connection", "x", a="b"), "bridge"),
        (_state("io.element.functional_members", service_members=[ANNA]), "bot"),
        (_state("m.member_hints", service_members=[7, None, ANNA]), "bot"),
        (_state("im.vector.modular.widgets", "w", url="https://pad.example.org"), "widget"),
        (_state("m.room.power_levels", events_default=10), "cannot-speak"),
        (_state("m.room.power_levels", events={"m.room.encrypted": 50}), "cannot-speak"),
    ],
)
def test_a_change_for_the_worse_is_found(event: dict[str, object], fault: Fault) -> None:
    room = _safe()
    room.take(event)
    assert _faults(room, ANNA) == (fault,)


@pytest.mark.parametrize(
    "event",
    [
        _state("m.bridge", "x"),  # a bridge that was taken away
        _state("im.vector.modular.widgets", "w"),
        _state("m.room.tombstone"),
        _state("m.room.encryption", "other", algorithm="none"),
        _state("m.room.bridging", "irc://net/#x"),
        _state("io.element.functional_members", service_members=[KRING, "@gone:hs"]),
        _state("io.element.functional_members", service_members={"@anna:hs": 1}),
        _state("m.room.topic", topic="kring"),
    ],
)
def test_what_is_no_worse_is_no_fault(event: dict[str, object]) -> None:
    room = _safe()
    room.take(event)
    assert _faults(room, ANNA) == ()


def test_a_room_that_was_never_encrypted_is_told_apart_from_one_that_was_tampered_with() -> None:
    room = Room(RoomId("!r:hs"))
    room.state = {key: it for key, it in _safe().state.items() if key[0] != "m.room.encryption"}
    assert _faults(room, ANNA) == ("not-encrypted",)
    assert not room.encrypted
    remembered = Room(RoomId("!r:hs"), encrypted=True, state=room.state)
    assert _faults(remembered, ANNA) == ("encryption",)


def test_a_widget_is_allowed_by_its_address() -> None:
    room = _safe()
    room.take(_state("m.widget", "w", url="https://meet.example.org/x"))
    allowed = Allowed(lambda _: False, lambda url: url.startswith("https://meet.example.org/"))
    assert _faults(room, allowed=allowed) == ()


@pytest.mark.parametrize(
    "data",
    [
        {"domain": "evil.test"},
        {"domain": "meet.example.org/@evil.test"},
        {"url": "https://evil.test/"},
        {"src": "data:text/html,x"},
    ],
)
def test_an_allowed_widget_may_speak_to_no_other_place(data: dict[str, object]) -> None:
    allowed = Allowed(lambda _: False, lambda url: url.startswith("https://meet.example.org/x"))
    room = _safe()
    room.take(_state("m.widget", "w", url="https://meet.example.org/x", data=data))
    assert _faults(room, allowed=allowed) == ("widget",)


def test_power_comes_from_the_levels_and_from_having_made_the_room() -> None:
    room = _safe()
    assert room.may_lead(ANNA)
    assert not room.may_lead(KRING)
    room.take(_state("m.room.create", room_version="12", additional_creators=[KRING]))
    assert room.may_lead(KRING)
    room.take(_state("m.room.create", room_version="10"))
    assert not room.may_lead(ANNA)
    room.take(_state("m.room.power_levels", users={ANNA: 50}, users_default="x"))
    assert room.may_lead(ANNA)
    assert not room.may_lead(KRING)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Samira", "Samira"),
        ("  Bram\n de  Vries ", "Bram de Vries"),
        ("\u202eanna\u200b\u0007", "anna"),
        ("x" * 200, "x" * 60),
        ("\u2066\u2069", ""),
    ],
)
def test_a_name_is_one_short_visible_line(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_two_people_with_one_name_are_told_apart() -> None:
    room = _safe()
    for user in (ANNA, UserId("@anna2:hs")):
        room.take(_state("m.room.member", user, membership="join", displayname="Anna"))
    assert room.name(ANNA) == "Anna (@anna:hs)"
    assert room.name(UserId("@onbekend:hs")) == "onbekend"
