"""A format of one's own that is about somebody: asked for, at the centre, waited for."""

from __future__ import annotations

from pathlib import Path

from bot.formats.loader import load, shipped
from bot.rehearsal.room import RehearsalRoom, Said, user_ids

FORMAT = """
while_present = ["centre"]

[name]
nl = "om iemand heen"
en = "around somebody"

[people]
fewest = 3
most = 6

[[stage]]
id = "about"
kind = "ask"
about = true
minutes = 5

[[stage]]
id = "centre"
kind = "round"
order = "circle"
who = ["centre"]
turn_minutes = 3

[[stage]]
id = "others"
kind = "round"
order = "circle"
who = ["others"]
turn_minutes = 3

[[stage]]
id = "goodbye"
kind = "ask"
moment = "check-out"
minutes = 2

[[stage]]
id = "after-talk"
kind = "hold"
moment = "after-talk"
minutes = 10
"""
TEXTS = """
summary = "Om iemand heen."
gathering = "Straks praten we. Het thema is: {theme}."
gathering-plain = "Straks praten we."
closed = "Tot ziens."
about = "Over wie gaat het vandaag?"
centre = "Wat wil je vertellen?"
others = "Wat hoorde je?"
goodbye = "Hoe ga je weg?"
after-talk = "Praat gerust na."
about-title = "over wie het gaat"
centre-title = "het verhaal"
others-title = "de anderen"
goodbye-title = "afscheid"
after-talk-title = "napraten"
"""


def heard(said: list[Said]) -> list[str]:
    return [one.say.moment for one in said if one.say is not None]


async def test_a_talk_about_somebody_who_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "around"
    folder.mkdir()
    for name, content in (("format", FORMAT), ("nl", TEXTS), ("en", TEXTS)):
        (folder / f"{name}.toml").write_text(content, "utf-8")
    people = user_ids(["Samira", "Noor", "Bram", "Adem"])
    samira, noor, bram, adem = people.values()
    room = RehearsalRoom(load([shipped(), tmp_path]), "nl", people, (samira,))
    assert heard(await room.says(samira, "!start om iemand heen over @Zoe")) == ["gathering"]
    for user in (noor, bram, adem):
        await room.says(user, "ik doe mee")
    await room.says(samira, "!volgende")
    for user in (noor, bram):
        await room.says(user, "akkoord")
    said = await room.says(adem, "akkoord")
    assert heard(said) == ["ask"]
    assert "Typ: !ik" in (said[0].words or "")
    assert await room.says(noor, "dat ben ik") == []
    assert await room.says(bram, "nee") == []
    said = await room.says(adem, "!ik niet")
    assert [str(one.say.person) for one in said if one.say] == [noor]
    assert heard(await room.says(bram, "Wat gaf jou steun?")) == ["reminder-all"]
    said = await room.says(noor, "!klaar")
    assert [str(one.say.person) for one in said if one.say] == [bram]
    # Noor leaves, and the talk waits for her.
    assert await room.goes(noor) == []
    said = await room.says(bram, "!klaar")
    assert heard(said) == ["left", "paused"]
    assert not any("Noor" in (one.words or "") for one in said)
    assert heard(await room.says(samira, "!verder")) == ["fault"]
    assert heard(await room.comes(noor)) == ["welcome-newcomer"]
    said = await room.says(noor, "akkoord")
    assert heard(said) == ["resumed", "turn"]
    assert said[-1].say is not None
    assert str(said[-1].say.person) == adem
    # It is not about her any more: it waits again, and closing is always possible.
    assert heard(await room.says(noor, "!ik niet")) == ["paused"]
    assert heard(await room.says(samira, "!stop")) == ["closed"]
