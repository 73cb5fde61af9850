"""Pictures on a real homeserver: a map that is its person's own, decrypted as anybody here would."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from PIL import Image

from bot.demo.heard import Heard
from bot.demo.person import Person
from tests.acceptance.conftest import NewTable


def unpadded(encoded: str) -> bytes:
    return base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_")


async def opened(person: Person, heard: Heard) -> tuple[bytes, dict[str, str]]:
    """Fetch a picture as a client does: its bytes, and under what the homeserver keeps it."""
    file: dict[str, Any] = heard.content["file"]
    assert "url" not in heard.content, "no file in clear"
    assert file["v"] == "v2"
    assert file["key"]["alg"] == "A256CTR"
    server, _, media = file["url"].removeprefix("mxc://").partition("/")
    url = f"{person.client.homeserver}/_matrix/client/v1/media/download/{server}/{media}"
    headers = {"Authorization": f"Bearer {person.client.access_token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.get(url) as answer:
        assert answer.status == 200
        kept, told = await answer.read(), dict(answer.headers)
    assert hashlib.sha256(kept).digest() == unpadded(file["hashes"]["sha256"])
    cipher = Cipher(AES(unpadded(file["key"]["k"])), CTR(unpadded(file["iv"])))
    decryptor = cipher.decryptor()
    return decryptor.update(kept) + decryptor.finalize(), told


async def is_a_picture(person: Person, heard: Heard) -> Image.Image:
    """Hold a message with a picture against the contract."""
    assert heard.encrypted
    assert heard.content["msgtype"] == "m.image"
    assert heard.content["filename"] == "kring.png", "a name that says nothing"
    assert heard.content["m.mentions"] == {}
    assert heard.body.strip()
    info = heard.content["info"]
    assert info["mimetype"] == "image/png"
    png, told = await opened(person, heard)
    assert told["Content-Type"] == "application/octet-stream"
    assert len(png) == info["size"]
    image = Image.open(io.BytesIO(png))
    assert image.size == (info["w"], info["h"])
    return image


async def test_a_map_is_made_by_whose_it_is_and_shown_as_a_picture_with_all_of_it_in_words(
    table: NewTable, company: list[Person]
) -> None:
    here = await table(company[:4])
    anna, bert, cor = here.guests
    agreements = await here.gathers(*here.guests, start="!start rondom")
    for guest in here.guests:
        await here.taps(guest, agreements)
    await here.hears("ask")
    await anna.say(here.room, "dat ben ik")
    await here.quiet()
    ring = await here.asks(bert, "!beeld", "help")
    await is_a_picture(bert, ring)
    assert all(guest.name in ring.body for guest in here.guests)
    await here.host.say(here.room, "!volgende")
    while (begins := await here.hears("stage")).block["kind"] != "map":
        pass
    assert begins.block["stage"] == "people"
    here.sentences += ["zus Zoë: sterk, elke zondag bellen", "buurvrouw Ğülşen", "koor Lentelied"]
    noted = await here.asks(anna, "zus Zoë: sterk, elke zondag bellen", "help")
    assert "zus Zoë: sterk. Wat verbindt: elke zondag bellen" in noted.body
    noted = await here.asks(anna, "buurvrouw Ğülşen", "help")
    assert "3 voor sterk" in noted.body
    noted = await here.asks(anna, "2", "help")
    assert "buurvrouw Ğülşen: gewoon" in noted.body
    await cor.say(here.room, "Wat veel mensen heb je om je heen.")
    asked = await here.asks(bert, "koor Lentelied: 1", "ask")
    assert asked.mentions == (anna.user,)
    await bert.say(here.room, "ja")
    noted = await here.asks(anna, "ja", "help")
    assert "koor Lentelied: zwak" in noted.body
    taken = await here.asks(anna, "weg koor Lentelied", "help")
    assert "eraf" in taken.body
    await anna.say(here.room, "klaar")
    second = await here.hears("stage")
    assert second.block["stage"] == "other"
    await here.asks(anna, "voetbal 3", "help")
    await here.host.say(here.room, "!volgende")
    shown = await here.hears("stage")
    image = await is_a_picture(cor, shown)
    assert image.width > 1000
    told = ("zus Zoë: sterk. Wat verbindt: elke zondag bellen", "buurvrouw Ğülşen: gewoon")
    for line in (*told, "voetbal: sterk"):
        assert line in shown.body
    assert "Lentelied" not in shown.body
    assert anna.name in shown.body
    await here.hears("turn")
    again = await here.asks(cor, "!beeld", "help")
    await is_a_picture(cor, again)
    assert "zus Zoë" in again.body
    closed = await here.stops()
    assert closed
    nothing = await here.asks(cor, "!beeld", "help")
    assert nothing.content["msgtype"] == "m.notice"
