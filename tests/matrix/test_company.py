"""Who is taken for a bot or a ghost of a bridge, and who is not (R7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import RoomId, UserId
from bot.matrix.company import kind
from bot.matrix.roomcheck import Allowed, faults
from bot.matrix.rooms import Room


def _kind(localpart: str, name: str = "") -> str | None:
    return kind(UserId(f"@{localpart}:hs"), name)


@pytest.mark.parametrize(
    "localpart",
    ["bot", "hulp-bot", "bot.hulp", "maubot", "hookshot_gl", "x_bot2", "weerbot", "hulp.bot", "robot",
     "ro.bot", "mijn-chatgpt", "weer-bot-17"],
)  # fmt: skip
def test_a_bot_is_known_by_its_id(localpart: str) -> None:
    assert _kind(localpart) == "bot"


@pytest.mark.parametrize(
    "name",
    ["Reminder Bot", "ChatGPT", "Robot", "weer-bot (proef)", "\u0421hat\u0431ot".replace("\u0431", "b"),
     "Rob\u03bft", "\uff32obot", "R\u200bobot", "Mijn Chatbot"],
)  # fmt: skip
def test_a_bot_is_known_by_a_name_that_looks_like_one(name: str) -> None:
    assert _kind("anna", name) == "bot"


@pytest.mark.parametrize(
    ("localpart", "name"),
    [
        ("telegram_12345", ""),
        ("_discord_99", ""),
        ("whatsapp_31612345678", ""),
        ("signalbot", ""),
        ("meta_1234", ""),
        ("_slackpuppet_T1", ""),
        ("appservice-irc", ""),
        ("mijn-bridgebot", ""),
        ("anna", "Anna (WhatsApp)"),
        ("anna", "Anna [irc]"),
        ("anna", "Anna (T\u0435legram)"),
        ("helper", "WhatsApp bridge bot"),
        ("helper", "Telegram bridge"),
    ],
)
def test_somebody_behind_a_bridge_is_known_by_id_or_name(localpart: str, name: str) -> None:
    assert _kind(localpart, name) == "bridge"


@pytest.mark.parametrize(
    ("localpart", "name"),
    [
        ("talbot", "Talbot"),
        ("botman", "Botman"),
        ("anna.bottema", "Anna Bottema"),
        ("jan.bot", "Jan Bot"),
        ("j.bot", "Jan de Bot"),
        ("meta.jansen", "Meta Jansen"),
        ("line", "Line"),
        ("cambridge", "Tony Bridge"),
        ("aimee", "Aim\u00e9e"),
        ("teamsport", "Ro Bot"),
        ("samira", "\u0417\u043e\u044f"),
    ],
)
def test_a_person_is_no_bot(localpart: str, name: str) -> None:
    assert _kind(localpart, name) is None


def test_a_server_that_is_called_bot_makes_nobody_a_bot() -> None:
    assert kind(UserId("@abbot:botserver"), "Abbot") is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_name_is_too_odd_to_look_at(localpart: str, name: str) -> None:
    assert kind(UserId(f"@{localpart}:hs"), name) in {None, "bot", "bridge"}


def test_who_is_allowed_is_not_looked_at() -> None:
    room, bot = Room(RoomId("!r:hs")), UserId("@hulp-bot:hs")
    here = faults(
        room, UserId("@kring:hs"), [bot], Allowed(lambda who: who == bot, lambda _: False)
    )
    assert "bot" not in here
    assert "bot" in faults(
        room, UserId("@kring:hs"), [bot], Allowed(lambda _: False, lambda _: False)
    )
