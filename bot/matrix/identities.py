"""Whose identity on Matrix is still the one that people in a room know (R7, R8; spec: Cross-signing).

An identity is a master key. The first one that is seen of somebody in a room is taken for theirs and
kept, through restarts, as a keyed hash beside a keyed hash of the user. A room key goes to nobody
whose master key is another now, until people in that room were told and it is accepted. A further
device changes nothing: the same master key vouches for it. In a private chat there is nobody to tell.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from bot.core.people import RoomId, UserId
from bot.core.room import NewKey
from bot.matrix.reading import KnownKey, Reading
from bot.matrix.rooms import Room
from bot.matrix.trust import Directory

_LENGTH = 32


class Identities:
    """The identities that are known in each room, and those that are other ones now."""

    def __init__(
        self,
        reading: Reading,
        directory: Directory,
        me: UserId,
        secret: bytes,
        is_private: Callable[[Room], bool],
    ) -> None:
        self._reading = reading
        self._directory = directory
        self._me = me
        self._secret = hashlib.sha256(b"identities" + secret).digest()
        self._is_private = is_private
        self._known: defaultdict[str, dict[str, str]] = defaultdict(dict)  # by room, by user
        for kept in reading.known_keys():
            self._known[kept.room][kept.user] = kept.key
        self._new: dict[tuple[RoomId, UserId], str] = {}
        self._untold: set[RoomId] = set()
        self._handed: set[RoomId] = set()
        self._doubted: set[UserId] = set()
        self._came: set[tuple[RoomId, UserId]] = set()

    def look(self, room: Room, users: Iterable[UserId]) -> None:
        """Hold what the directory knows of these users of a room against what is known there.

        Whoever is seen for the first time is known from now on; that is durable when this returns.
        """
        if self._is_private(room):
            return
        name = self._hash("room", room.id)
        first: list[KnownKey] = []
        for user in users:
            key = self._key(user)
            if key is None or user == self._me:
                continue
            who = self._hash("user", user)
            known = self._known[name].get(who)
            if known is None:
                first.append(KnownKey(name, who, key))
            self._note(room.id, user, None if known in {None, key} else key)
        self._keep(first)

    def is_known(self, room: Room, user: UserId) -> bool:
        """Tell whether a user's identity is the one that this room knows."""
        return (room.id, user) not in self._new

    def new(self, room: Room, users: Iterable[UserId]) -> tuple[NewKey, ...]:
        """List those of these users whose identity is not the one that this room knows."""
        found = ((user, self._new.get((room.id, user))) for user in users)
        return tuple(NewKey(user, key) for user, key in found if key is not None)

    def accept(self, room: RoomId, key: NewKey) -> None:
        """Take a new identity for somebody's from now on, if it is still the one that was told of."""
        if self._new.get((room, key.user)) == key.key:
            known = KnownKey(self._hash("room", room), self._hash("user", key.user), key.key)
            self._keep([known])
            del self._new[room, key.user]
            self._directory.changes += 1  # so that this user gets the room key now
            self._untold.add(room)

    def forget(self, room: RoomId, but: Collection[UserId]) -> None:
        """Let go of who is not in a room any more."""
        name, here = self._hash("room", room), {self._hash("user", user) for user in but}
        gone = [user for user in self._known[name] if user not in here]
        for user in gone:
            del self._known[name][user]
        self._reading.drop_known_keys(name, gone)
        self._new = {at: key for at, key in self._new.items() if at[0] != room or at[1] in but}

    def leave(self, room: RoomId) -> None:
        """Let go of a room Kring is no longer in."""
        self.forget(room, ())
        self._untold.discard(room)

    def doubt(self, users: Iterable[UserId]) -> None:
        """Take in that these users' keys may be other ones now."""
        for user in users:
            who = self._hash("user", user)
            if any(who in known for known in self._known.values()):
                self._doubted.add(user)

    def came(self, room: RoomId, user: UserId) -> None:
        """Take in that somebody came into an encrypted room: they are known there from now on."""
        self._came.add((room, user))

    async def look_again(self, rooms: Mapping[RoomId, Room]) -> None:
        """Ask for those who are in doubt, and for who came, and look at them in the rooms concerned.

        Raises ``Later`` or ``Refused``; then that is still to be done.
        """
        doubted, came = set(self._doubted), set(self._came)
        if not doubted and not came:
            return
        await self._directory.refresh(doubted, anew=True)
        await self._directory.refresh({user for _, user in came})
        self._doubted -= doubted
        self._came -= came
        hashes = {user: self._hash("user", user) for user in doubted}
        for room in rooms.values():
            known = self._known.get(self._hash("room", room.id), {})
            self.look(room, [user for user, who in hashes.items() if who in known])
        for name, user in came:
            if name in rooms:
                self.look(rooms[name], [user])

    @property
    def untold(self) -> bool:
        """Whether there are rooms to hand out."""
        return bool(self._untold)

    def settle(self, *, handled: bool) -> None:
        """Take in whether the rooms that were handed out since the last time were handled."""
        if handled:
            self._untold -= self._handed
        self._handed = set()

    def changed(self) -> tuple[RoomId, ...]:
        """Hand out the rooms in which somebody's identity became another, or is the known one again."""
        self._handed = set(self._untold)
        return tuple(self._handed)

    def _note(self, room: RoomId, user: UserId, key: str | None) -> None:
        if self._new.get((room, user)) == key:
            return
        self._untold.add(room)
        if key is None:
            del self._new[room, user]
        else:
            self._new[room, user] = key

    def _keep(self, known: list[KnownKey]) -> None:
        self._reading.know(known)
        for one in known:
            self._known[one.room][one.user] = one.key

    def _key(self, user: UserId) -> str | None:
        identity = self._directory.identity(user)
        return (
            None
            if identity is None or identity.master is None
            else self._hash("key", identity.master)
        )

    def _hash(self, kind: str, value: str) -> str:
        message = f"{kind} {value}".encode()
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()[:_LENGTH]
