"""The pages for who writes conversations, and the example they show: all of it works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from bot.cli import app
from bot.core.circle import Circle
from bot.core.events import Language
from bot.core.people import UserId
from bot.formats import schema, shapes
from bot.formats.loader import Library, check, load, shipped
from bot.formats.themes import PARTS
from bot.rehearsal.room import RehearsalRoom

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "own-prompts"
PAGES = [DOCS / "for-format-writers.md", DOCS / "nl" / "voor-schrijvers.md"]


@pytest.fixture(scope="module")
def library() -> Library:
    return load([shipped(), EXAMPLE])


def test_the_example_has_no_fault() -> None:
    assert check(EXAMPLE) == ()


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_example_is_held_from_start_to_close(
    library: Library, language: Language
) -> None:
    people = {name: UserId(f"@{name.lower()}:kring") for name in ("Els", "Ruben", "Samira")}
    els, *others = people.values()
    room = RehearsalRoom(library, language, people, (els,))
    said: list[str] = []

    async def says(user: UserId, words: str) -> None:
        said.extend(one.words or "" for one in await room.says(user, words))

    await says(els, "!start theekransje 51")
    for user in people.values():
        await says(user, "!join")
    await says(els, "!next")
    for user in people.values():
        await says(user, "!agree")
    for _ in range(20):
        if room.circle.session is None:
            break
        await says(els, "!next")
    assert room.circle.session is None
    everything = "\n".join(said)
    texts = library.texts(language)
    for key in ("tea.cup", "tea.on-the-table", "tea.closed", "themes.the-garden-question"):
        assert texts[key].forms[0] in everything
    assert room.circle.lately.themes == ("the-garden",)
    assert isinstance(room.circle, Circle)
    assert others


def test_what_the_example_changes_is_changed_and_the_rest_is_not(library: Library) -> None:
    before = load([shipped()])
    changed = {
        key
        for key, prompt in before.texts("nl").prompts.items()
        if library.texts("nl")[key] != prompt
    }
    assert changed == {"common.resumed"}
    assert library.themes.all[: len(before.themes.all)] == before.themes.all


def keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_explains_every_key_there_is_and_no_other(page: Path) -> None:
    text = page.read_text("utf-8")
    models = [
        model
        for module in (schema, shapes)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, shapes.Shape)
    ]
    known = set[str]().union(*(keys(model) for model in models)) - {"stage"}
    shown = set(re.findall(r"`\[*\"?([a-z_-]+)\"?\]*`", text)) | set(
        re.findall(r"`([a-z_]+) =", text)
    )
    assert known - shown - {"name", "people"} == set()
    assert "[name]" in text
    assert "[people]" in text
    assert {"title", "question"} < set(PARTS)


def test_the_faults_that_the_page_shows_are_told(tmp_path: Path) -> None:
    text = PAGES[0].read_text("utf-8")
    rows = re.search(r"<!-- faults.*?-->(.*?)<!-- /faults -->", text, re.DOTALL)
    assert rows is not None
    shown = re.findall(r"^\| `(.+?)` \| (.+?) \|$", rows[1], re.MULTILINE)
    assert len(shown) >= 4
    for number, (written, told) in enumerate(shown):
        ours = tmp_path / str(number)
        shutil.copytree(EXAMPLE, ours)
        file = ours / "tea" / "en.toml"
        name = written.partition(" =")[0]
        lines = re.sub(r"(?ms)^cup = \[.*?^\]$", 'cup = "What?"', file.read_text("utf-8"))
        file.write_text(re.sub(rf"(?m)^{name} = .*$", written, lines), encoding="utf-8")
        result = CliRunner().invoke(app, ["check", str(ours)])
        assert result.exit_code == 1
        assert told in result.output, result.output


@pytest.mark.parametrize("named", ["tea", "theekransje"])
def test_the_example_can_be_rehearsed(named: str) -> None:
    words = ["rehearse", named, "--prompts", str(EXAMPLE)]
    ended = CliRunner().invoke(app, words, input="")
    assert ended.exit_code == 0, ended.output
    assert "theekransje" in ended.output
