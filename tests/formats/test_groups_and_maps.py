"""Groups and maps in a format: what a writer may ask, and every fault in it with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.plan import GroupsPlan, MapPlan, Order, RoundPlan
from bot.formats.loader import ContentFaults, load, shipped
from tests.kring import SHORT

GROUPS = load([shipped(), SHORT]).plans["apart"]
MAPS = load([shipped(), SHORT]).plans["around"]
BACK = """[[stage]]
id = "back"
kind = "round"
order = "circle"
who = ["spokespeople"]
turn_minutes = 3
"""


def faults(folder: Path, name: str, before: str, after: str) -> set[tuple[str, str, str]]:
    """What is wrong when one thing in a format of the tests is written otherwise."""
    (folder / name).mkdir()
    for file in (SHORT / name).iterdir():
        text = file.read_text()
        if file.suffix == ".toml" and file.stem == "format":
            assert before in text
            text = text.replace(before, after, 1)
        (folder / name / file.name).write_text(text)
    with pytest.raises(ContentFaults) as caught:
        load([shipped(), folder])
    assert all(fault.remedy for fault in caught.value.faults)
    return {(fault.file.name, fault.key, fault.what) for fault in caught.value.faults}


def test_groups_have_a_size_and_a_round_for_who_speaks_for_them() -> None:
    assert GROUPS.stages[:2] == (
        GroupsPlan("groups", 600, 3, 5),
        RoundPlan("back", Order.CIRCLE, 180, ("spokespeople",)),
    )


def test_a_map_may_be_of_people_or_of_whatever_it_is() -> None:
    assert MAPS.stages[1:3] == (MapPlan("people", 600, "people"), MapPlan("other", 600))
    assert MAPS.has_centre


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ('apart', 'from = 3', 'from = 6', ('stage 1, size', 'from is more than to')),
        ('apart', 'from = 3', 'from = 1', ('stage 1, size, from', 'this must be 2 or more')),
        ('apart', 'from = 3, ', '', ('stage 1, size, from', 'this key is missing')),
        ('apart', 'to = 5 }', 'to = 5, two = 2 }', ('stage 1, size, two', 'this key is unknown')),
        ('apart', 'minutes = 10\n', '', ('stage 1', 'it has no length')),
        ('apart', '["spokespeople"]', '["client"]',
         ('stage 1', 'nobody tells what the groups said')),
        ('apart', '["spokespeople"]', '["speakers"]',
         ('stage 2, who, 0', "'speakers' is not possible here")),
        ('apart', 'id = "groups"\nkind = "groups"\nsize = { from = 3, to = 5 }',
         'id = "groups"\nkind = "hold"',
         ('stage 2, who', 'nobody speaks for a group before there are groups')),
        ('apart', BACK, '[[stage]]\nid = "back"\nkind = "groups"\nminutes = 5\n',
         ('stage 1', 'nobody tells what the groups said')),
        ('apart', 'minutes = 10', 'minutes = 46',
         ('stage 1', 'by its end people may have sat for 46 minutes without a break')),
        ('around', 'what = "people"', 'what = "pets"',
         ('stage 2, what', "'pets' is not possible here")),
        ('around', 'what = "people"', 'most = 25', ('stage 2, most', 'this must be 24 or less')),
        ('around', 'what = "people"', 'most = 0', ('stage 2, most', 'this must be 1 or more')),
        ('around', 'about = true\n', '', ('stage 2', 'nobody was asked whose map it is')),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_place(
    tmp_path: Path, name: str, before: str, after: str, told: tuple[str, str]
) -> None:
    assert ("format.toml", *told) in faults(tmp_path, name, before, after)
