"""What the documentation says is true, as far as a machine can tell."""

from __future__ import annotations

import re
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

from bot.config import Config

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import commands as commands_page  # noqa: E402 - found through the line above

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def test_the_page_of_commands_is_the_catalogue() -> None:
    assert commands_page.page() == (ROOT / "docs" / "commands.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text("utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


def test_every_make_target_in_the_readme_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"))
    assert set(named) <= set(targets)


def test_every_dependency_has_its_licence_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8").casefold().replace("synapse", "matrix-synapse")
    named = {re.split(r"[\[<>=; ]", line)[0].casefold() for line in requires("kring") or ()}
    assert {name for name in named if name not in readme} == set()


def test_every_section_of_the_configuration_is_in_the_example() -> None:
    example = (ROOT / "config.example.toml").read_text("utf-8")
    assert {name for name in Config.model_fields if f"[{name}]" not in example} == set()


def test_the_transcript_in_the_readme_is_filled() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    place = re.search(r"<!-- transcript.*?-->(.*?)<!-- /transcript -->", readme, re.DOTALL)
    assert place is not None
    assert "!start kampvuur Thuis" in place[1]
    assert "jij bent aan de beurt" in place[1]
