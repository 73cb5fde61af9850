"""R9: all that Kring sends in clear, in a long talk with everything in it, held against a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from tests import outside
from tests.acceptance.conftest import NewTable
from tests.acceptance.test_safe_room import WIDGET, power_levels
from tests.conftest import PASSWORD, NewUser, People
from tests.kring import SHORT, Kring
from tests.matrix.proxy import Proxy

NAMES = ("Samirazade", "Brammelaar", "Noordmans", "Wilhelmus")
"""Names that stand in no text of Kring's and in no id."""


async def test_r9_nothing_personal_travels_outside_encryption(
    homeserver: Homeserver, new_user: NewUser, people: People, table: NewTable, tmp_path: Path
) -> None:
    async with Proxy(homeserver.url) as proxy:
        kring = Kring(tmp_path, proxy.url, await new_user("kring"), PASSWORD, prompts=(SHORT,))
        samira, bram, noor = [await people(f"p-{name}") for name in "abc"]
        trusted = await people("p-d", signed=False)
        everyone = (samira, bram, noor, trusted)
        for person, name in zip(everyone, NAMES, strict=True):
            person.name = name
            await person.client.set_displayname(name)
        try:
            await kring.start()
            here = await table([samira, bram, noor, trusted], kring=kring)
            await here.asks(samira, f"!vertrouwd {trusted.user}", "help")
            levels = await power_levels(here)
            levels["users"][kring.user] = 100
            await samira.set_state(here.room, "m.room.power_levels", levels)
            await samira.set_state(here.room, *WIDGET)
            await here.asks(samira, "!start kampvuur Geheimtaal", "safety-refused")
            await here.asks(samira, "!veilig herstel", "safety")
            await here.asks(samira, "!veilig nieuw", "safety")
            await bram.say(here.room, f"!notitie samen bedacht met {noor.user}")
            await here.hears("note")
            await here.asks(bram, "!rol professional", "voices")
            await here.asks(noor, "!plek Tantetoos", "help")
            agreements = await here.gathers(samira, bram, noor, start="!start kampvuur Geheimtaal")
            for person in (samira, bram, noor):
                await here.taps(person, agreements)
            await noor.say(here.room, "!akkoord Tantetoos")
            turn = await here.hears("turn")
            await here.says(samira, "Zwijgzaamheid is mijn tweede natuur")
            await here.taps(here.person(turn.mentions[0]), turn)
            await here.hears("turn")
            await here.asks(noor, "!nood", "crisis")
            await noor.say(here.room, "!wat-weet-je")
            await here.hears("help")
            await noor.invitation()
            await here.asks(bram, "!pauze", "paused")
            await here.asks(samira, "!verder", "resumed")
            await here.stops()
            plain = await table([samira, bram], kring=kring, encrypted=False)
            await plain.asks(bram, "!hulp", "help")
            await plain.asks(bram, "!plek Tantetoos", "safety")
        finally:
            await kring.terminate()
        words = [*NAMES, "Geheimtaal", "Tantetoos", "Zwijgzaamheid", "professional"]
        for asked, body in proxy.sent:
            outside.check(asked, body, words)
        kinds = {asked.split("?")[0].split("/v3/")[-1].split("/")[0] for asked, _ in proxy.sent}
        assert {"rooms", "sendToDevice", "createRoom", "keys", "sync"} <= kinds


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ("PUT /_matrix/client/v3/rooms/!r/state/m.room.topic/", b'{"topic": "Noor"}'),
        ("PUT /_matrix/client/v3/rooms/!r/send/m.reaction/t",
         b'{"m.relates_to": {"rel_type": "m.annotation", "event_id": "$a", "key": "client"}}'),
        ("PUT /_matrix/client/v3/rooms/!r/redact/$a/t", b'{"reason": "Noor left"}'),
        ("POST /_matrix/client/v3/createRoom", b'{"name": "Noor", "initial_state": []}'),
        ("PUT /_matrix/client/v3/rooms/!r/send/m.room.message/t",
         b'{"kring.moment": {"moment": "turn"}, "m.mentions": {}}'),
        ("PUT /_matrix/client/v3/rooms/!r/send/m.room.encrypted/t",
         b'{"ciphertext": "x", "body": "Noor"}'),
        ("POST /_matrix/media/v3/upload", b'{}'),
        ("PUT /_matrix/client/v3/presence/@kring:hs/status", b'{"status_msg": "Noor is here"}'),
    ],
)  # fmt: skip
def test_r9_a_planted_leak_is_found(asked: str, body: bytes) -> None:
    with pytest.raises(AssertionError):
        outside.check(asked, body, [])
