"""What is known of the rooms Kring is in: their state, who is in them and what they may do."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Final

from bot.core.people import EventId, RoomId, UserId
from bot.matrix.http import path
from bot.matrix.shape import at, entries, items, number, objects, text
from bot.matrix.signing import Request

LEADER_LEVEL: Final = 50
LONGEST_NAME: Final = 60
_CREATORS_LIKE_OTHERS = frozenset(str(number) for number in range(1, 12))
"""Room versions in which creators have no power beyond ``m.room.power_levels``."""

StateKey = tuple[str, str]


@dataclass(slots=True)
class Room:
    """A room Kring is in.

    ``state`` holds all state but membership, by type and state key. ``encrypted`` is whether
    messages are encrypted here: once they are they stay so, whatever the state says later.
    ``members`` are the joined
    users, None while not (or no longer surely) known; ``names`` the display names seen.
    """

    id: RoomId
    state: dict[StateKey, dict[str, object]] = field(default_factory=dict)
    members: set[UserId] | None = None
    names: dict[UserId, str] = field(default_factory=dict)
    joined: int = 0
    invited: int = 0
    creator: UserId | None = None
    encrypted: bool = False
    changes: int = 0  # of members, counted; tells whether something may rest on old members

    def take(self, event: dict[str, object]) -> None:
        """Take in a state event, a member's included; what is odd changes nothing."""
        type_, key, content = text(event, "type"), text(event, "state_key"), at(event, "content")
        if type_ is None or key is None or not isinstance(content, dict):
            return
        if type_ == "m.room.member":
            self.take_member(UserId(key), content)
            return
        if type_ == "m.room.encryption" and not key:
            self.encrypted = True
        elif type_ == "m.room.create" and (sender := text(event, "sender")) is not None:
            self.creator = UserId(sender)
        self.state[type_, key] = content

    def take_member(self, user: UserId, content: dict[str, object]) -> None:
        """Take in somebody's membership and name."""
        membership = text(content, "membership")
        name = text(content, "displayname")
        self.changes += 1
        if membership == "invite" and name is not None:
            self.names.setdefault(user, name)
        if membership == "join":
            if name is not None:
                self.names[user] = name
            else:
                self.names.pop(user, None)
            if self.members is not None:
                self.members.add(user)
        elif self.members is not None:
            self.members.discard(user)

    def take_summary(self, summary: object) -> None:
        """Take in how many are in the room, where a sync answer tells."""
        joined = number(summary, "m.joined_member_count")
        invited = number(summary, "m.invited_member_count")
        self.joined = self.joined if joined is None else joined
        self.invited = self.invited if invited is None else invited

    def doubt_members(self) -> None:
        """Take in that members may have come and gone unseen: they are asked for at next need."""
        self.members = None
        self.changes += 1

    def content(self, type_: str, key: str = "") -> dict[str, object]:
        """Return the content of a state event, empty when there is none."""
        return self.state.get((type_, key), {})

    @property
    def replaced_by(self) -> RoomId | None:
        """The room that people were told to go on in (spec: Room Upgrades), None if none was named."""
        named = text(self.content("m.room.tombstone"), "replacement_room")
        return None if named is None else RoomId(named)

    def level(self, user: UserId) -> float:
        """Return a user's power level; a creator's in room version 12 and on is without end."""
        create = self.content("m.room.create")
        if (text(create, "room_version") or "1") not in _CREATORS_LIKE_OTHERS and (
            user == self.creator or user in items(create, "additional_creators")
        ):
            return float("inf")
        if ("m.room.power_levels", "") not in self.state:
            return 100 if user == self.creator else 0
        levels = self.content("m.room.power_levels")
        own = entries(levels, "users").get(user)
        return own if isinstance(own, int) else number(levels, "users_default") or 0

    def may_lead(self, user: UserId) -> bool:
        """Whether the room lets this user lead a session."""
        return self.level(user) >= LEADER_LEVEL

    def may_send(self, user: UserId, type_: str) -> bool:
        """Whether the room lets this user send events of a type."""
        levels = self.content("m.room.power_levels")
        needed = entries(levels, "events").get(type_)
        if not isinstance(needed, int):
            needed = number(levels, "events_default") or 0
        return self.level(user) >= needed

    def may_set(self, user: UserId, type_: str) -> bool:
        """Whether the room lets this user change state of a type."""
        levels = self.content("m.room.power_levels")
        needed = entries(levels, "events").get(type_)
        if not isinstance(needed, int):
            needed = number(levels, "state_default")
        return self.level(user) >= (50 if needed is None else needed)

    def name(self, user: UserId) -> str:
        """Return what to call a user: their display name, with their id where two share one."""
        name = plain_name(self.names.get(user, ""))
        if not name:
            return user.removeprefix("@").partition(":")[0]
        present = self.members if self.members is not None else self.names.keys()
        if any(
            other != user and other in present and plain_name(theirs) == name
            for other, theirs in self.names.items()
        ):
            return f"{name} ({user})"
        return name


async def load_members(request: Request, room: Room) -> None:
    """Ask who is joined to a room, and under which names. Raises ``Later`` or ``Refused``."""
    while True:
        changes = room.changes
        answer = await request("GET", path("rooms", room.id, "joined_members"), None)
        if room.changes == changes:  # else somebody came or went meanwhile: ask again
            break
    members = entries(answer, "joined")
    for user, profile in members.items():
        if (name := text(profile, "display_name")) is not None:
            room.names[UserId(user)] = name
        else:
            room.names.pop(UserId(user), None)
    room.members = {UserId(user) for user in members}
    came = max(0, len(members) - room.joined)  # since the last sync answer, on an invitation
    room.joined, room.invited = len(members), max(0, room.invited - came)
    room.changes += 1


def plain_name(name: str) -> str:
    """Return a display name as one short line, without what is invisible or turns text around."""
    seen = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", name)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return " ".join(seen.split())[:LONGEST_NAME].rstrip()


def membership_change(event: dict[str, object]) -> bool | None:
    """Tell whether a member event is somebody's joining (True) or leaving (False), else None.

    A new name or picture, an invitation and its refusal are neither.
    """
    before = text(event, "unsigned", "prev_content", "membership") == "join"
    after = text(event, "content", "membership") == "join"
    return None if before == after else after


def is_refusal(event: dict[str, object]) -> bool:
    """Tell whether a member event is the end of an invitation that was not accepted."""
    before = text(event, "unsigned", "prev_content", "membership")
    return before == "invite" and text(event, "content", "membership") in ("leave", "ban")


def direct_rooms(content: object) -> dict[UserId, list[RoomId]]:
    """Read ``m.direct`` (spec: Direct Messaging)."""
    return {
        UserId(user): [RoomId(room) for room in items(content, user) if isinstance(room, str)]
        for user in entries(content)
    }


def own_invitation(events: object, user: UserId) -> tuple[UserId, bool] | None:
    """Return who invited ``user`` and whether as direct, from an invited room's state, or None."""
    for event in objects(events):
        if (
            text(event, "type") == "m.room.member"
            and text(event, "state_key") == user
            and text(event, "content", "membership") == "invite"
            and (sender := text(event, "sender")) is not None
        ):
            return UserId(sender), at(event, "content", "is_direct") is True
    return None


def event_id(event: dict[str, object]) -> EventId | None:
    """Return an event's id, None when it has none."""
    found = text(event, "event_id")
    return None if found is None else EventId(found)
