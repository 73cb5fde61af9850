"""How safe a room is (R7): encrypted, invite only, no guests, history from joining on, and nobody
listening in. Bridges, widgets and bots are found by the patterns that are known for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from bot.core.events import Fault
from bot.core.people import UserId
from bot.matrix.rooms import Room
from bot.matrix.shape import text

_BRIDGES: Final = frozenset({"m.bridge", "uk.half-shot.bridge"})
_WIDGETS: Final = frozenset({"im.vector.modular.widgets", "m.widget"})
WATCHED: Final = _BRIDGES | _WIDGETS | {
    "m.room.encryption",
    "m.room.join_rules",
    "m.room.guest_access",
    "m.room.history_visibility",
    "m.room.power_levels",
}  # fmt: skip
"""The types of state on which a room's safety depends."""

_NETWORKS = (
    "telegram|whatsapp|signal|discord|slack|irc|facebook|instagram|messenger|meta|googlechat|gmessages"
    "|twitter|teams|skype|linkedin|imessage|bluesky|mattermost|xmpp|jabber|sms|mautrix|heisenbridge"
)
_BRIDGED = re.compile(rf"@(_[a-z0-9]+_.+|_?({_NETWORKS})(bot)?([-_.=].*)?):", re.IGNORECASE)
_BOT = re.compile(
    r"@(.*[-_.])?(bot|robot)([-_.0-9].*)?:"
    r"|@.*(maubot|mjolnir|draupnir|hookshot|opsdroid|honoroit|pantalaimon).*:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the configuration allows: bots by user id, widgets by address."""

    bot: Callable[[str], bool]
    widget: Callable[[str], bool]


def faults(room: Room, me: UserId, others: Iterable[UserId], allowed: Allowed) -> tuple[Fault, ...]:
    """List what is wrong with a room, in the order in which it is best mended.

    ``me`` is Kring's user, ``others`` are all others who are joined; who is only
    invited reads nothing yet.
    """
    found: list[Fault] = []
    if not room.encrypted:
        found.append("not-encrypted")
    if text(room.content("m.room.join_rules"), "join_rule") != "invite":
        found.append("open-to-all")
    # Without this event guests are forbidden (spec: Guest Access).
    if text(room.content("m.room.guest_access"), "guest_access") not in {None, "forbidden"}:
        found.append("guests")
    if text(room.content("m.room.history_visibility"), "history_visibility") != "joined":
        found.append("history")
    unknown = [user for user in others if not allowed.bot(user)]
    if any(type_ in _BRIDGES and content for (type_, _), content in room.state.items()) or any(
        _BRIDGED.match(user) for user in unknown
    ):
        found.append("bridge")
    if any(
        type_ in _WIDGETS and content and not allowed.widget(text(content, "url") or "")
        for (type_, _), content in room.state.items()
    ):
        found.append("widget")
    if any(_BOT.match(user) and not _BRIDGED.match(user) for user in unknown):
        found.append("bot")
    if not room.may_send(me, "m.room.encrypted" if room.encrypted else "m.room.message"):
        found.append("cannot-speak")
    return tuple(found)
