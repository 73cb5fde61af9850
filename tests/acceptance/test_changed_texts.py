"""Texts are edited while people talk: the talk ends as it began, the next one is as it is now."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.acceptance.conftest import NewTable
from tests.conftest import NewKring
from tests.kring import SHORT

BEGAN = 'closed = "Zo eindigde het toen."\n'
AFTER_TALK = 'after-talk = "Blijf nog even zitten."\n'
NOW = BEGAN.replace("toen", "nu")


async def test_texts_are_edited_and_broken_while_people_talk(
    kring: NewKring, table: NewTable, tmp_path: Path
) -> None:
    ours = tmp_path / "ours"
    shutil.copytree(SHORT / "campfire", ours / "campfire")
    texts = ours / "campfire" / "nl.toml"
    texts.write_text(BEGAN + AFTER_TALK, encoding="utf-8")
    here = await table(3, kring=await kring(prompts=(ours,)))
    kring_here = here.kring
    await here.begins(*here.people)
    # Another wording, and a stage of another name; Kring is killed and comes back.
    plan = ours / "campfire" / "format.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace('"check-out"\nk', '"goodbye"\nk'))
    texts.write_text(NOW + 'goodbye = "Hoe ga je weg?"\ngoodbye-title = "afscheid"\n')
    (ours / "campfire" / "en.toml").write_text('goodbye = "How?"\ngoodbye-title = "goodbye"\n')
    await kring_here.kill()
    await kring_here.start()
    for _ in range(5):  # each turn is moved on once, and then passed
        await here.asks(here.host, "!volgende", "turn")
    assert (
        "Hoe ga je hier straks weg?" in (await here.asks(here.host, "!volgende", "check-out")).body
    )
    await here.host.say(here.room, "!volgende")
    assert "Blijf nog even zitten." in (await here.hears("after-talk")).body
    # Now the file is broken as well; and still it ends well.
    texts.write_bytes(b"closed = \xe9")
    await kring_here.restart()
    assert "Zo eindigde het toen." in (await here.stops()).body
    await here.asks(here.host, "!start kampvuur", "fault")
    await here.asks(here.host, "!start lekgotla", "gathering")
    await here.stops()
    assert "texts-faulty" in kring_here.stderr
