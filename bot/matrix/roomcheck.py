"""How safe a room is (R7): encrypted, invite only, no guests, history from joining on, and nobody
listening in. Bridges, widgets and bots are found by the patterns that are known for them.

| what is looked at | what is wrong |
|---|---|
| ``m.room.tombstone`` | ``replaced``: people go on in another room |
| ``m.room.encryption`` | ``not-encrypted``; ``encryption``, when it once was as it should be |
| ``m.room.join_rules`` | ``open-to-all``; ``knock``; ``restricted`` (members of another room or space) |
| ``m.room.guest_access`` | ``guests`` |
| ``m.room.history_visibility`` | ``world-readable``; ``history`` |
| ``m.bridge``, ``uk.half-shot.*`` and older types of bridges, who is in the room | ``bridge`` |
| ``m.widget``, ``im.vector.modular.widgets`` | ``widget`` |
| who is in the room, who is said there to be no person (MSC4171) | ``bot`` |
| ``m.room.power_levels`` | ``cannot-speak`` |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Final

from bot.core.people import EventId, UserId
from bot.core.room import Fault
from bot.matrix.company import kind
from bot.matrix.keystore import MEGOLM
from bot.matrix.rooms import Room, StateKey, event_id
from bot.matrix.shape import entries, items, text

_BRIDGE: Final = frozenset({"m.bridge", "m.room.bridging", "m.room.plumbing"})
_BRIDGES: Final = ("uk.half-shot.", "org.matrix.appservice-irc.")
"""The bridges and hookshot keep their state under types that begin so."""
_SERVANTS: Final = ("io.element.functional_members", "m.member_hints")
"""Here clients keep which members are no people (MSC4171)."""
_WIDGETS: Final = frozenset({"im.vector.modular.widgets", "m.widget"})
_WATCHED: Final = (
    _WIDGETS
    | _BRIDGE
    | {
        *_SERVANTS,
        "m.room.encryption",
        "m.room.join_rules",
        "m.room.guest_access",
        "m.room.history_visibility",
        "m.room.power_levels",
        "m.room.tombstone",
    }
)

_HOST: Final = re.compile(r"[A-Za-z0-9.:-]+")
_DOORS: Final[dict[str, Fault]] = {
    "knock": "knock",
    "knock_restricted": "restricted",
    "restricted": "restricted",
}


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the configuration allows: bots by user id, widgets by address."""

    bot: Callable[[str], bool]
    widget: Callable[[str], bool]


def is_watched(type_: str) -> bool:
    """Whether a room's safety depends on state of this type."""
    return type_ in _WATCHED or type_.startswith(_BRIDGES)


def faults(room: Room, me: UserId, others: Iterable[UserId], allowed: Allowed) -> tuple[Fault, ...]:
    """List what is wrong with a room, in the order in which it is best mended.

    ``me`` is Kring's user, ``others`` are all others who are joined; who is only
    invited reads nothing yet.
    """
    strangers = [user for user in others if not allowed.bot(user)]
    company = {kind(user, room.names.get(user, "")) for user in strangers} - {None}
    if not _servants(room).isdisjoint(strangers):
        company.add("bot")
    return tuple(_faults(room, me, company, allowed))


def _servants(room: Room) -> set[object]:
    """Return who is said in the room to be no person."""
    listed = [one for type_ in _SERVANTS for one in items(room.content(type_), "service_members")]
    return {user for user in listed if isinstance(user, str)}


def _faults(room: Room, me: UserId, company: Set[str | None], allowed: Allowed) -> Iterator[Fault]:
    if entries(room.content("m.room.tombstone")):
        yield "replaced"
    if text(room.content("m.room.encryption"), "algorithm") != MEGOLM:
        yield "encryption" if room.encrypted else "not-encrypted"
    door = text(room.content("m.room.join_rules"), "join_rule")
    if door != "invite":
        yield _DOORS.get(door or "", "open-to-all")
    # Without this event guests are forbidden (spec: Guest Access).
    if text(room.content("m.room.guest_access"), "guest_access") not in {None, "forbidden"}:
        yield "guests"
    history = text(room.content("m.room.history_visibility"), "history_visibility")
    if history != "joined":
        yield "world-readable" if history == "world_readable" else "history"
    if "bridge" in company or any(_is_bridge(key, room.state[key]) for key in room.state):
        yield "bridge"
    if any(True for _ in strange_widgets(room, allowed)):
        yield "widget"
    if "bot" in company:
        yield "bot"
    if not room.may_send(me, "m.room.encrypted" if room.encrypted else "m.room.message"):
        yield "cannot-speak"


def on_the_way(
    room: Room, before: Mapping[StateKey, dict[str, object]], events: Iterable[dict[str, object]],
    me: UserId, allowed: Allowed,
) -> dict[EventId, tuple[Fault, ...]]:  # fmt: skip
    """Return, by event, what was wrong with a room's state after each of these, until mended again.

    ``before`` is the state as it was before them. Who is in the room does not count here, nor that
    Kring could not speak for a moment: that hid nothing from anybody.
    """
    watched = [event for event in events if "state_key" in event and is_watched(_type(event))]
    then = Room(room.id, state=dict(before), encrypted=room.encrypted)
    found: dict[EventId, tuple[Fault, ...]] = {}
    for event in watched:
        then.take(event)
        wrong = tuple(one for one in faults(then, me, (), allowed) if one != "cannot-speak")
        if wrong and (id_ := event_id(event)) is not None:
            found[id_] = wrong
    return found


def _type(event: dict[str, object]) -> str:
    return text(event, "type") or ""


def strange_widgets(room: Room, allowed: Allowed) -> Iterator[StateKey]:
    """Yield the state of every widget that is not allowed. Empty content is a widget taken away."""
    for key, content in room.state.items():
        if key[0] in _WIDGETS and content and not all(map(allowed.widget, _addresses(content))):
            yield key


def _addresses(widget: dict[str, object]) -> list[str]:
    """List every place a widget shows or speaks to; a call's server stands in its data."""
    data = entries(widget, "data")
    found = [text(widget, "url") or ""]
    found += [address for name in ("url", "src") if (address := text(data, name)) is not None]
    if (domain := text(data, "domain")) is not None:
        found.append(f"https://{domain}/" if _HOST.fullmatch(domain) else "")
    return found


def _is_bridge(key: StateKey, content: dict[str, object]) -> bool:
    type_, _ = key
    return (type_ in _BRIDGE or type_.startswith(_BRIDGES)) and bool(content)
