"""Keys are forgotten: what was read in a room cannot be read again with what is on the disk.

Of each sender's device two received sessions at most are of use for what is still to come: the one
read last, moved on past what was read, and the one that came last, if nothing was read with it yet.
Of a room that Kring is in no longer none is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from nio.crypto import InboundGroupSession  # type: ignore[import-untyped] # no type marker
from vodozemac import InboundGroupSession as Megolm

from bot.core.people import RoomId
from bot.matrix.keystore import KeyStore
from bot.matrix.reading import Reading


def forget(keys: KeyStore, reading: Reading, room: RoomId) -> int:
    """Drop a room's received sessions up to what was read, in memory and in the store's file.

    Returns how many were dropped or moved on. What the store no longer needs is overwritten
    (``secure_delete``), also in pages that become free.
    """
    by_sender: defaultdict[str, list[InboundGroupSession]] = defaultdict(list)
    for session in keys.machine.sessions.values():  # in the order in which they came
        if session.room_id == room:
            by_sender[session.sender_key].append(session)
    dropped: list[str] = []
    moved: list[InboundGroupSession] = []
    for sessions in by_sender.values():
        positions = {
            session.id: position
            for session in sessions
            if (position := reading.position(session.id)) is not None
        }
        read_last = max(positions, key=lambda session_id: positions[session_id][1], default=None)
        for session in sessions:
            if session.id == read_last:
                index = positions[session.id][0] + 1
                if index > session.first_known_index:
                    moved.append(_moved_on(session, index))
            elif session.id in positions or session is not sessions[-1]:
                dropped.append(session.id)
    with keys.transaction():
        for session in moved:
            keys.machine.keep(session)
        keys.drop(dropped)
    reading.drop_positions(dropped)
    return len(moved) + len(dropped)


def forget_left(keys: KeyStore, reading: Reading, gone: Collection[RoomId]) -> None:
    """Drop all received sessions of rooms that Kring is in no longer."""
    dropped = [one.id for one in keys.machine.sessions.values() if one.room_id in gone]
    if dropped:
        with keys.transaction():
            keys.drop(dropped)
        reading.drop_positions(dropped)


def forget_strange(keys: KeyStore, reading: Reading, joined: Collection[RoomId]) -> None:
    """Drop what is left of rooms that Kring is not in: it was taken out while it did not run.

    The key of a room may come before Kring has answered the invitation to it: that one stays.
    """
    known = {*joined, *(invitation.room for invitation in reading.invitations())}
    rooms = {RoomId(session.room_id) for session in keys.machine.sessions.values()}
    forget_left(keys, reading, rooms - known)


def _moved_on(session: InboundGroupSession, index: int) -> InboundGroupSession:
    """Return the same session, able to read from ``index`` on only."""
    exported = session._session.export_at(index)
    return InboundGroupSession(
        "",
        session.ed25519,
        session.sender_key,
        session.room_id,
        session.forwarding_chain,
        Megolm.import_session(exported),
    )
