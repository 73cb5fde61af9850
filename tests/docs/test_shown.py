"""Every command that the documentation shows is one that is there, and is run somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer.main
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.parse import Command, parse, parse_start
from bot.commands.plain import plain
from bot.commands.planning.meaning import Trouble, rule
from bot.commands.planning.plan import parse_plan
from bot.core.effects import Button
from bot.core.people import UserId
from bot.core.series import WallTime
from bot.formats.loader import load, shipped

ROOT = Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "deploy").rglob("*.md"),
    *(ROOT / "prompts").rglob("*.md"),
]
COMMANDS: dict[str, click.Command] = typer.main.get_command(app).commands  # type: ignore[attr-defined] # a group
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
LIBRARY = load([shipped()])
NOW = WallTime("2026-12-01T09:00")
RUN_BY = {
    "run": "tests/acceptance/test_new_administrator.py",
    "setup": "tests/acceptance/test_new_administrator.py",
    "doctor": "tests/acceptance/test_new_administrator.py",
    "backup": "tests/acceptance/test_new_administrator.py",
    "restore": "tests/acceptance/test_new_administrator.py",
    "demo": "tests/demo/test_demo.py",
    "rehearse": "here",
    "check": "here",
}
"""Where the commands that are shown are run."""


def code(page: Path) -> Iterator[tuple[str, bool]]:
    """What stands in a page as code: each with whether it is a line of a block."""
    text = page.read_text("utf-8")
    text = re.sub(r"<!-- transcript.*?<!-- /transcript -->", "", text, flags=re.DOTALL)
    blocks = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
    for block in blocks.findall(text):
        for line in block.splitlines():
            yield line.strip(), True
    text = blocks.sub("", text)
    for line in re.findall(r"^(?: {4}|\t)(.+)$", text, re.MULTILINE):
        yield line.strip(), True
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"^ {4}.+$", "", text, flags=re.MULTILINE)):
        yield span.strip(), False


def shown(start: str) -> list[object]:
    """All that is shown that has a part which begins so, as parameters of a test."""
    return [
        pytest.param(line, id=f"{page.relative_to(ROOT)}: {line}")
        for page in PAGES
        for line in dict.fromkeys(line for line, _ in code(page))
        if re.search(start, line)
    ]


@pytest.mark.parametrize("said", shown(r"^![a-z]"))
def test_what_is_typed_in_a_room_is_a_command(said: str) -> None:
    read = parse(said, UserId("@kring:home"), "Kring", mentioned_me=False)
    assert isinstance(read, Command), "no such command"
    if read.name == "start" and read.words and "<" not in read.words:
        assert parse_start(read.words, LIBRARY).plan_id is not None, "no such format"
    if read.name == "plan" and read.words and "<" not in read.words:
        meant = parse_plan(read.words, LIBRARY)
        assert meant.plan_id is not None, "no such format"
        assert not isinstance(rule(meant.asked, "Europe/Amsterdam", NOW), Trouble), "no such time"


def kring(line: str) -> tuple[str, list[str]] | None:
    """The command of Kring in a line, with what follows it."""
    found = re.search(r"(?:^|[ /])kring ([a-z]+)\b([^#;|&]*)", line)
    return (found[1], shlex.split(found[2])) if found else None


@pytest.mark.parametrize("line", shown(r"(^|/)kring [a-z]+|sudo .*kring [a-z]+$"))
def test_what_is_typed_in_a_terminal_is_a_command_with_options_that_are_there(line: str) -> None:
    found = kring(line)
    if found is None or line.startswith(
        ("sudo systemctl", "sudo make", "docker compose up", "systemctl")
    ):
        return  # the name of a unit, a folder or a service
    command, words = found
    assert command in COMMANDS
    assert command in RUN_BY
    place = RUN_BY[command]
    assert place == "here" or (ROOT / place).exists()
    if words:
        COMMANDS[command].make_context(command, words)


@pytest.mark.parametrize("line", shown(r"^(sudo )?make (-C \S+ )?[a-z]+"))
def test_what_is_made_can_be_made(line: str) -> None:
    made = re.match(r"(?:sudo )?make (?:-C \S+ )?([a-z]+)", line)
    assert made is not None
    assert made[1] in TARGETS


def alone() -> list[str]:
    """The commands that are shown, are whole, and can be run without a homeserver."""
    lines = {line for page in PAGES for line, _ in code(page)}
    found = {re.fullmatch(r"\S*kring (rehearse \S.*|check)", line) for line in lines}
    whole = {
        match[1] for match in found if match and not re.search(r"[A-Z]{3}|<|\bown\b", match[1])
    }
    return sorted({" ".join(shlex.split(line, comments=True)) for line in whole})


@pytest.mark.parametrize("line", alone())
def test_what_can_be_run_alone_is_run(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    ended = CliRunner().invoke(app, shlex.split(line, comments=True), input="")
    assert ended.exit_code == 0, ended.output
    assert len(ended.output) > 10


def test_what_participants_may_tap_or_type_means_what_it_says() -> None:
    for name in ("nl/voor-deelnemers.md", "for-participants.md"):
        text = (ROOT / "docs" / name).read_text("utf-8")
        rows = re.findall(r"^\| [^|]+\|([^|]*)\|([^|]+)\|$", text, re.MULTILINE)
        rows = [(tap.strip(), word.strip()) for tap, word in rows if "-" not in tap + word]
        assert len(rows) == 7
        for tap, word in rows[1:]:
            act = plain(word)
            assert act is not None
            button = Button.of(tap)
            assert (button is None) == (tap == "")
            same = {
                "done": "DONE",
                "pass": "PASS",
                "later": "LATER",
                "hand": "HAND",
                "pause": "PAUSE",
            }
            assert button is None or button.name == same[act.value]
