"""Writes what pages of the documentation draw from the code: ``python docs/pages.py``.

The list of formats in the facilitators' pages is read from ``prompts/``, the drawing of the rooms in
the developers' page from the imports, the list of numbers from what ``/metrics`` gives.
``docs/draw.py`` does this too; a test holds the pages to it.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.core.events import Language
from bot.formats.loader import load, shipped
from bot.metrics import Metrics, Now

ROOT = Path(__file__).parent.parent
DOCS = Path(__file__).parent
CODE = ROOT / "bot"


def formats(language: Language, prompts: str) -> str:
    """Return the list of formats; ``prompts`` is the way to that folder from the page."""
    texts = load([shipped()]).texts(language)
    head = {"nl": "| werkvorm | waarvoor |", "en": "| format | what for |"}[language]
    rows = sorted(
        (texts[f"{id}.name"].forms[0], id, _told(texts[f"{id}.summary"].forms[0]))
        for id in load([shipped()]).plans
    )
    lines = [f"| [{name}]({prompts}/{id}/about.md) | {told} |" for name, id, told in rows]
    return "\n".join([head, "|---|---|", *lines]) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")


def _told(summary: str) -> str:
    """A summary without its name before it: that stands in the column beside it."""
    told = re.sub(r"^\*\*[^*]+\*\*: ", "", _line(summary))
    return told[:1].upper() + told[1:]


def rooms() -> dict[str, set[str]]:
    """Return the rooms of the code, each with those that it imports from."""
    found: dict[str, set[str]] = {}
    for file in CODE.rglob("*.py"):
        room = _room(file)
        found.setdefault(room, set())
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module == "bot":
                names = [f"bot.{name.name}" for name in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            found[room] |= {name.split(".")[1] for name in names if name.startswith("bot.")}
    return {room: others - {room} for room, others in found.items() if room != "__init__"}


def _room(file: Path) -> str:
    return file.relative_to(CODE).parts[0].removesuffix(".py")


def drawing() -> str:
    """Return the rooms and what they stand on, as a Mermaid graph, the layers from the top down."""
    found = rooms()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]["layers"]
    layers = [
        [part.strip().removeprefix("bot.") for part in layer.split(":")] for layer in contract
    ]
    lines = ["flowchart TD"]
    for number, layer in enumerate(layers):
        lines.append(f"    subgraph layer{number}[ ]")
        lines += [f'        {_id(room)}["{room}"]' for room in layer]
        lines.append("    end")
    lines += [
        f"    {_id(room)} --> {_id(other)}"
        for room in sorted(found)
        for other in sorted(_near(found, room))
    ]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _near(found: Mapping[str, set[str]], room: str) -> set[str]:
    """What a room stands on directly: not what it reaches through another that it stands on."""
    return {
        other
        for other in found[room]
        if not any(
            other in _below(found, between) and between not in _below(found, other)
            for between in found[room] - {other}
        )
    }


def _below(found: Mapping[str, set[str]], room: str) -> set[str]:
    below, waiting = set[str](), list(found.get(room, ()))
    while waiting:
        if (other := waiting.pop()) not in below:
            below.add(other)
            waiting += found.get(other, ())
    return below


def _id(room: str) -> str:
    # Mermaid has words of its own.
    return f"room_{room.strip('_')}"


def directory() -> str:
    """Return what is in each room: the first sentence of what it says of itself."""
    lines = ["| room | what it is |", "|---|---|"]
    for room in sorted(rooms()):
        file = CODE / room / "__init__.py" if (CODE / room).is_dir() else CODE / f"{room}.py"
        told = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
        first = _line(re.split(r"(?<=\.)\s", told)[0]).replace("``", "`")
        lines.append(f"| `bot/{room}{'' if file.parent != CODE else '.py'}` | {first} |")
    return "\n".join(lines) + "\n"


def numbers() -> str:
    """Return what ``/metrics`` gives, in Kring's own words."""
    page = Metrics().page(Now(None, 0, 0, 0, 0, {})).decode()
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", page, re.MULTILINE))
    lines = ["| number | kind | what it is |", "|---|---|---|"]
    for name, told in re.findall(r"^# HELP (kring_\w+) (.+)$", page, re.MULTILINE):
        if not name.endswith("_created"):
            lines.append(f"| `{name}` | {kinds[name]} | {told} |")
    return "\n".join(lines) + "\n"


PIECES: dict[tuple[str, str], Callable[[], str]] = {
    ("nl/voor-gespreksbegeleiders.md", "werkvormen"): lambda: formats("nl", "../../prompts"),
    ("for-facilitators.md", "formats"): lambda: formats("en", "../prompts"),
    ("for-developers.md", "drawing"): drawing,
    ("for-developers.md", "rooms"): directory,
    ("running.md", "numbers"): numbers,
}
"""By page and name of the place: what stands there."""


def page(name: str) -> str:
    """Return a page as it must be. LookupError when a place is not in it."""
    text = (DOCS / name).read_text("utf-8")
    for (of, place), piece in PIECES.items():
        if of == name:
            marks = rf"(<!-- {place}\b[^\n]*-->\n).*?(<!-- /{place} -->)"
            between = re.search(marks, text, re.DOTALL)
            if between is None:
                raise LookupError(f"{name} has no place {place}")
            head, _, rest = text.partition(between[1])
            text = f"{head}{between[1]}\n{piece()}\n{between[2]}{rest.partition(between[2])[2]}"
    return text


def write() -> None:
    """Write all pages."""
    for name in dict.fromkeys(of for of, _ in PIECES):
        (DOCS / name).write_text(page(name), "utf-8")


if __name__ == "__main__":
    write()
    sys.stdout.write("pages written\n")
