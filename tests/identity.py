"""Somebody makes a new identity of theirs, as who lost their recovery key does in a client."""

from __future__ import annotations

from bot.demo.person import Person
from bot.matrix.http import Http
from bot.matrix.signing import OwnDevice, SigningKeys, _upload_keys, sign_client


async def resets(person: Person, password: str) -> None:
    """Replace somebody's cross-signing keys by new ones, and sign their device anew."""
    person.signing = SigningKeys.new()
    client = person.client
    account = client.olm.account
    device = OwnDevice(
        client.user_id, client.device_id, account.identity_keys["ed25519"], account.sign
    )
    http = Http(client.homeserver)
    http.use_token(client.access_token)
    try:
        await _upload_keys(http.request, person.signing, device, lambda: password)
    finally:
        await http.close()
    await sign_client(client, person.signing, password)
