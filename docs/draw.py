"""Writes docs/life.md from the law itself, and with it all that is drawn: ``python docs/draw.py``.

The diagram is found by trying: from each place in the life of a session, everything the table knows
is done by the facilitator and by a participant, and what the law makes of it is drawn. The tables
are those of the law and of the modules' own docstrings.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from bot.core import (
    centre,
    coming_and_going,
    gathering,
    grouproom,
    harvest,
    leading,
    meaning,
    notes,
    overview,
    presence,
    private,
    safety,
    undoing,
)
from bot.core.circle import Circle, Pause, Session
from bot.core.events import Act, AlarmRang, Did, Event, RoomChanged, Started
from bot.core.meetings import changing, opening, planning, ringing
from bot.core.people import PersonId, RoomId, UserId
from bot.core.plan import AskPlan, HoldPlan, Mode, Order, Plan, RoundPlan
from bot.core.stages import KINDS, ask, groups, hold, map, open, poll, round
from bot.core.transitions import PAUSED, TABLE, Handler, Where, step, where

PAGE = Path(__file__).with_name("life.md")

FACILITATOR = UserId("@facilitator:home")
PEOPLE = tuple(UserId(f"@person{number}:home") for number in range(4))
PLAN = Plan(
    "example",
    fewest=3,
    most=12,
    stages=(
        RoundPlan("round", Order.CIRCLE, 60),
        AskPlan("check-out", 60, "check-out"),
        HoldPlan("after-talk", 60, "after-talk"),
    ),
)
ANYWHERE = ("paused", "closed")

HEAD = """\
# The life of a session

This page is drawn from the law in `bot/core` by `python docs/draw.py`; a test keeps it true.

A session stands in one place at a time. It can be paused from every place, by anyone, and goes on
where it was. Closed is the end: nothing of who took part is kept.

"""
TABLE_INTRO = """
## What people do

A cell says what an act does in that place. In an empty cell it means nothing: the circle stays as
it is, and a command gets a kind answer. While the session is paused, the last column goes before
the others.

"""
MODULES: tuple[tuple[str, ModuleType], ...] = (
    ("From a start to the first stage", gathering),
    ("People coming and going", coming_and_going),
    ("Leading a running session", leading),
    ("A safe room", safety),
    ("What plain words and taps mean", meaning),
    ("Taking back", undoing),
    ("A stage of the kind `hold`", hold),
    ("A stage of the kind `ask`", ask),
    ("A stage of the kind `round`", round),
    ("A stage of the kind `open`", open),
    ("A stage of the kind `poll`", poll),
    ("A stage of the kind `groups`", groups),
    ("The room of a small group", grouproom),
    ("A stage of the kind `map`", map),
    ("The harvest", harvest),
    ("The overview", overview),
    ("Notes", notes),
    ("Who is not here", presence),
    ("Whom a talk is about", centre),
    ("A private chat", private),
    ("Planning", planning),
    ("What is planned", changing),
    ("Before a meeting", ringing),
    ("Opening a planned meeting", opening),
)


def page() -> str:
    """Return the page."""
    if {module for _, module in MODULES} < set(KINDS.values()):
        raise LookupError("a kind of stage is missing from the page")
    parts = [HEAD, diagram(), TABLE_INTRO, table()]
    for title, module in MODULES:
        parts.append(f"\n## {title}\n\n{_table_of(module)}")
    return "".join(parts)


def diagram() -> str:
    """Return the life cycle as a Mermaid state diagram."""
    edges: dict[tuple[str, str], list[str]] = {}
    for place, circle in _places():
        for label, event in _everything(circle):
            after, _ = step(circle, event)
            edge = (place, _place(after))
            if edge[0] != edge[1] and label not in edges.setdefault(edge, []):
                edges[edge].append(label)
    lines = ["stateDiagram-v2", "    state everywhere {"]
    places = [_id(column) for column in Where if column is not Where.NOWHERE]
    common = [_common(edges, places, to) for to in ANYWHERE]
    lines += [
        f"        {start} --> {end}: {_labels(labels)}"
        for (start, end), labels in edges.items()
        if start in places and end in places
    ]
    lines += ["    }", f"    [*] --> {places[0]}: start (facilitator)"]
    lines += [
        f"    everywhere --> {end}: {_labels(labels)}"
        for end, labels in zip(ANYWHERE, common, strict=True)
    ]
    for (start, end), labels in edges.items():
        known = common[ANYWHERE.index(end)] if start in places and end in ANYWHERE else []
        own = [label for label in labels if label not in known]
        inside = start in places and end in places
        if own and not inside and not (start == "paused" and end in places):
            lines.append(f"    {start} --> {end}: {_labels(own)}")
    back = [edges.get(("paused", place), []) for place in places]
    again = dict.fromkeys(label for labels in back for label in labels)
    lines.append(f"    paused --> everywhere: {_labels(list(again))}")
    lines.append("    closed --> [*]")
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def table() -> str:
    """Return the life-cycle table, with the first words of each handler."""
    columns = [*Where]
    head = "| | " + " | ".join(columns) + " | while paused |\n"
    rows = [head, "|---" * (len(columns) + 2) + "|\n"]
    for act in Act:
        if act not in TABLE:
            continue
        cells = [_words(TABLE[act].get(column)) for column in columns]
        rows.append(f"| {act.value} | {' | '.join(cells)} | {_words(PAUSED.get(act))} |\n")
    return "".join(rows)


def _words(handler: Handler | None) -> str:
    doc = (handler.__doc__ or "").strip() if handler else ""
    return " ".join(doc.split("\n\n", maxsplit=1)[0].split()).rstrip(".")


def _table_of(module: ModuleType) -> str:
    tables = re.findall(r"(?:^\|.*\n)+", module.__doc__ or "", re.MULTILINE)
    return re.sub(r"``", "`", "\n".join(tables))


def _places() -> list[tuple[str, Circle]]:
    """Each place in a session's life, just before and just after its turning points."""
    circles: list[Circle] = []
    circle = _did(_started(), PEOPLE[0], Act.JOIN)
    for user in PEOPLE[1:]:
        circle = _did(circle, user, Act.JOIN)
    circles.append(circle)
    circle = _did(circle, FACILITATOR, Act.NEXT)
    for user in PEOPLE[1:]:
        circle = _did(circle, user, Act.AGREE)
    circles += [circle, _did(circle, FACILITATOR, Act.NEXT)]
    circle = _did(circle, PEOPLE[0], Act.AGREE)
    circles.append(circle)
    while circle.session is not None and circle.session.position + 1 < len(PLAN.stages):
        circle = _did(circle, FACILITATOR, Act.NEXT)
    circles.append(circle)
    paused = [_paused(circle) for circle in circles]
    return [(_place(circle), circle) for circle in (*circles, *paused)]


def _started() -> Circle:
    present = (FACILITATOR, *PEOPLE)
    start = Started(
        0, FACILITATOR, True, "session", PLAN, Mode.WRITTEN, None, present, (), (), seed=0
    )
    return step(Circle(RoomId("!room"), "nl"), start)[0]


def _paused(circle: Circle) -> Circle:
    """The same, paused by somebody who asked to stop."""
    session = _session(circle)
    return replace(circle, session=replace(session, pause=Pause(PEOPLE[0], 0, stop_asked=True)))


def _session(circle: Circle) -> Session:
    if circle.session is None:
        raise LookupError("no session in the example")
    return circle.session


def _did(circle: Circle, user: UserId, act: Act) -> Circle:
    return step(circle, Did(0, user, user == FACILITATOR, act, PersonId(user)))[0]


def _everything(circle: Circle) -> list[tuple[str, Event]]:
    """Everything the diagram knows of, with its label; what anyone can do goes before."""
    events: list[tuple[str, Event]] = []
    for act in Act:
        anyone, leader = (
            Did(0, user, user == FACILITATOR, act, PersonId(user))
            for user in (PEOPLE[0], FACILITATOR)
        )
        events.append((act.value, anyone))
        if _place(step(circle, anyone)[0]) != _place(step(circle, leader)[0]):
            events.append((f"{act.value} (facilitator)", leader))
    session = _session(circle)
    if session.pause is None:
        events.append(("the room becomes unsafe", RoomChanged(0, ("guests",))))
    if circle.due is not None:
        idle = session.stage is None or session.pause is not None
        label = "nothing happens for long" if idle else "its time is over"
        events.append((label, AlarmRang(circle.due)))
    return events


def _common(edges: dict[tuple[str, str], list[str]], places: list[str], end: str) -> list[str]:
    """What leads to ``end`` from every place."""
    found = [edges.get((place, end), []) for place in places]
    return [label for label in found[0] if all(label in other for other in found)]


def _place(circle: Circle) -> str:
    if circle.session is None:
        return "closed"
    return "paused" if circle.session.pause is not None else _id(where(circle))


def _id(column: Where) -> str:
    return column.value.replace(" ", "_")


def _labels(labels: list[str]) -> str:
    return " / ".join(labels)


if __name__ == "__main__":
    import formats  # found beside this file when it is run
    import pages
    import readability

    PAGE.write_text(page(), "utf-8")
    formats.PAGE.write_text(formats.page(), "utf-8")
    readability.PAGE.write_text(readability.page(), "utf-8")
    pages.write()
    sys.stdout.write(f"{PAGE.name} and what other pages draw written\n")
