"""The least that a bot on nio can be: it answers ``!hulp``, encrypted, and does nothing else.

``python -m bench.echo HOMESERVER USER PASSWORD FOLDER``; it says ``ready`` when it hears.
"""

from __future__ import annotations

import asyncio
import sys

from nio import (  # type: ignore[import-untyped] # nio has no type marker
    AsyncClient,
    AsyncClientConfig,
    InviteMemberEvent,
    MatrixRoom,
    RoomMessageText,
)


async def main(homeserver: str, user: str, password: str, folder: str) -> None:
    """Log in, join where invited, and answer."""
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
    client = AsyncClient(homeserver, user, store_path=folder, config=config)

    async def joined(room: MatrixRoom, event: InviteMemberEvent) -> None:
        await client.join(room.room_id)

    async def answer(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.body == "!hulp" and event.sender != client.user_id:
            content = {"msgtype": "m.notice", "body": event.body}
            await client.room_send(
                room.room_id, "m.room.message", content, ignore_unverified_devices=True
            )

    await client.login(password)
    client.add_event_callback(joined, InviteMemberEvent)
    client.add_event_callback(answer, RoomMessageText)
    await client.sync(timeout=0, full_state=True)
    print("ready", flush=True)
    await client.sync_forever(timeout=30_000)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
