"""Kring's own device: vouched for by its owner, once and for good."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from nio import AsyncClient, AsyncClientConfig  # type: ignore[import-untyped] # no type marker

from bot.demo.homeserver import Homeserver
from bot.matrix.faults import EdgeFault
from bot.matrix.http import Http, path
from bot.matrix.shape import at, text
from bot.matrix.signatures import is_signed, is_signed_as
from bot.matrix.signing import SigningKeys, sign_client
from tests.matrix.conftest import NewKring, NewUser
from tests.matrix.kring import PASSWORD


async def _login(server: Homeserver, user: str, folder: Path) -> AsyncClient:
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
    client = AsyncClient(server.url, user, store_path=str(folder), config=config)
    await client.login(PASSWORD)
    return client


async def _shown(client: AsyncClient) -> dict[str, object]:
    http = Http(client.homeserver)
    http.use_token(client.access_token)
    body: dict[str, object] = {"device_keys": {client.user_id: []}}
    try:
        return await http.request("POST", path("keys", "query"), body)
    finally:
        await http.close()


async def test_a_device_is_signed_by_a_self_signing_key_that_the_master_key_signed(
    server: Homeserver, new_user: NewUser, tmp_path: Path
) -> None:
    user = await new_user("signer")
    client = await _login(server, user, tmp_path)
    try:
        await sign_client(client, SigningKeys.kept(tmp_path / "keys.json"), PASSWORD)
        shown = await _shown(client)
    finally:
        await client.close()

    master = text(shown, "master_keys", user, "keys", *_name(shown, "master_keys", user))
    chain = text(shown, "self_signing_keys", user, "keys", *_name(shown, "self_signing_keys", user))
    assert master is not None
    assert chain is not None
    assert is_signed(at(shown, "self_signing_keys", user), user, master)
    assert is_signed(at(shown, "device_keys", user, client.device_id), user, chain)
    own = client.olm.account.identity_keys["ed25519"]
    assert is_signed_as(at(shown, "master_keys", user), user, client.device_id, own)


async def test_a_second_device_is_signed_with_the_keys_that_were_kept(
    server: Homeserver, new_user: NewUser, tmp_path: Path
) -> None:
    user = await new_user("signer")
    file = tmp_path / "keys.json"
    for number in ("1", "2"):
        folder = tmp_path / number
        folder.mkdir()
        client = await _login(server, user, folder)
        try:
            for _ in range(2):  # signing again changes nothing
                await sign_client(client, SigningKeys.kept(file), PASSWORD)
            shown = await _shown(client)
        finally:
            await client.close()
        chain = text(
            shown, "self_signing_keys", user, "keys", *_name(shown, "self_signing_keys", user)
        )
        assert chain is not None
        assert is_signed(at(shown, "device_keys", user, client.device_id), user, chain)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_keys_that_somebody_else_made_are_not_replaced_but_told(
    server: Homeserver, new_user: NewUser, tmp_path: Path
) -> None:
    client = await _login(server, await new_user("signer"), tmp_path)
    try:
        await sign_client(client, SigningKeys.new(), PASSWORD)
        before = await _shown(client)
        with pytest.raises(EdgeFault, match="already has cross-signing keys"):
            await sign_client(client, SigningKeys.new(), PASSWORD)
        assert before["master_keys"] == (await _shown(client))["master_keys"]
    finally:
        await client.close()


async def test_a_key_store_that_was_emptied_is_told_and_the_remedy_works(
    new_kring: NewKring,
) -> None:
    kring = await new_kring()
    await kring.edge.close()
    (store,) = (kring.folder / "data" / "matrix").glob("*.db")
    store.write_bytes(b"")

    with pytest.raises(EdgeFault, match=r"Remove matrix-session\.json"):
        await kring.restart()

    (kring.folder / "keys" / "matrix-session.json").unlink()
    await kring.restart()


def test_a_damaged_file_of_keys_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text('{"master": "00"}')

    with pytest.raises(EdgeFault, match=r"keys\.json in keys_dir is damaged"):
        SigningKeys.kept(file)

    assert file.read_text() == '{"master": "00"}'


def _name(shown: dict[str, object], kind: str, user: str) -> tuple[str, ...]:
    """The id of the one key of this kind."""
    keys = at(shown, kind, user, "keys")
    return tuple(keys) if isinstance(keys, dict) else ()
