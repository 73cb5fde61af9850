"""The demo: a whole conversation on a homeserver of its own, after which no word is anywhere."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.core.events import Language
from bot.demo.script import load
from tests.leaks import leaks

DEMO_SECONDS = 240


async def demo(tmp_path: Path, *options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--fast", *options,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path), "COLUMNS": "100", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


def inside(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.campaign
async def test_whoever_runs_it_takes_part_from_the_terminal_in_english(tmp_path: Path) -> None:
    process = await demo(tmp_path, "--once", "--lang", "en", "--as", "Guusje")
    assert process.stdin is not None
    assert process.stdout is not None
    script = load("en")
    says = "I sit by this fire as well."
    answers = {
        "Are you joining?": ["I'm in"],
        "These are our agreements": ["I agree"],
        "Rather no role?": ["pass"],
        "How will you leave here?": ["warm"],
        " ".join(script.show.guest_turn.split()[:5]): [says, "+"],
    }
    shown = ""
    async with asyncio.timeout(DEMO_SECONDS):
        async for line in process.stdout:
            text = " ".join(line.decode().split())
            shown += f"{text}\n"
            for sign, typed in answers.items():
                if sign in text:
                    process.stdin.write("".join(f"{one}\n" for one in typed).encode())
    assert await process.wait() == 0
    assert f"Guusje {says}" in shown
    assert "Guusje taps ✅" in shown
    assert f"{script.show.turns} 28" in shown, "three rounds, in which the seventh has a turn too"
    assert script.person[0].check_out.does in shown


async def test_six_people_hold_a_campfire_and_no_word_of_it_is_left(tmp_path: Path) -> None:
    language: Language = "nl"
    kept, temporary = tmp_path / "kept", tmp_path / "temporary"
    temporary.mkdir()
    process = await demo(temporary, "--once", "--lang", language, "--keep", str(kept))
    output, errors = await asyncio.wait_for(process.communicate(), DEMO_SECONDS)
    shown = " ".join(output.decode().split())
    assert process.returncode == 0, (shown[-2000:], errors.decode())
    assert errors.decode() == ""

    script = load(language)
    assert script.person[0].check_out.does in shown
    # Eight turns as human beings (one asked for later, one passed and was asked once more), six from
    # the role, five by raised hands, six for the harvest.
    assert f"{script.show.turns} 25 " in shown
    harvested = script.person[0].turns[-1][0].does
    assert shown.count(harvested) == 2, "said, and repeated with the other lines"
    assert f"{script.show.passes} 1 " in shown

    words = [script.start, *script.sentences()]
    assert leaks(kept, words) == []
    planted = kept / "kring" / "data" / "planted"
    planted.write_text(script.person[0].turns[0][0].does)
    assert leaks(kept, words), "the search finds nothing at all"

    log = (kept / "kring" / "kring.log").read_text().lower()
    assert log
    for role in script.person:
        assert role.name.lower() not in log
    assert inside(temporary) == []


@pytest.mark.campaign
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_ctrl_c_ends_the_demo_and_leaves_nothing_behind(tmp_path: Path, how: int) -> None:
    process = await demo(tmp_path)
    assert process.stdout is not None
    async with asyncio.timeout(DEMO_SECONDS):
        async for line in process.stdout:
            if b"Ctrl-C" in line:
                break
    assert inside(tmp_path), "it runs in temporary folders"

    process.send_signal(how)

    output, errors = await asyncio.wait_for(process.communicate(), DEMO_SECONDS)
    assert process.returncode == 0, (output.decode(), errors.decode())
    assert errors.decode() == ""
    assert inside(tmp_path) == []
