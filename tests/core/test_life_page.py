"""docs/life.md is drawn from the law, and is as it is now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from bot.core import stages

DRAW = Path(__file__).parents[2] / "docs" / "draw.py"


def drawing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw", DRAW)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_as_the_law_is_now() -> None:
    page = DRAW.with_name("life.md").read_text("utf-8")
    assert page == drawing().page(), "run: python docs/draw.py"


def test_the_diagram_knows_every_place_and_every_kind_of_stage_is_on_the_page() -> None:
    draw = drawing()
    for place in ("gathering", "agreements", "stages", "paused", "closed"):
        assert f" {place}" in draw.diagram()
    for kind in stages.KINDS:
        assert f"kind `{kind}`" in draw.page()
