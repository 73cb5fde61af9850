"""The texts the code asks for are the texts there are."""

import ast
from pathlib import Path

import bot
from bot.words.keys import COMMON

ASKING = ("core", "runtime", "words", "formats")
NOT_ASKING = "keys.py"


def asked_for() -> set[str]:
    """Every string in the code that asks for texts, and the ends of those put together."""
    folder = Path(bot.__file__).parent
    strings: set[str] = set()
    for part in ASKING:
        for file in (folder / part).rglob("*.py"):
            if file.name != NOT_ASKING:
                nodes = ast.walk(ast.parse(file.read_text()))
                strings |= {
                    node.value
                    for node in nodes
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)
                }
    return strings


def test_every_common_text_is_asked_for_somewhere() -> None:
    strings = asked_for()
    unused = {
        key
        for key in COMMON
        if not {key, f"common.{key}", key.partition("-")[2], key.removesuffix("-last")} & strings
    }
    assert unused == set()


def test_every_line_asked_for_by_name_exists_with_just_those_slots() -> None:
    checked = 0
    for part in ("core", "runtime"):
        for file in (Path(bot.__file__).parent / part).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if not (isinstance(node, ast.Call) and node.args):
                    continue
                key, called = node.args[0], ast.unparse(node.func).rpartition(".")[2]
                if called not in {"line", "fault"} or not isinstance(key, ast.Constant):
                    continue
                name = ("fault-" if called == "fault" else "") + str(key.value)
                given = {keyword.arg for keyword in node.keywords}
                assert name in COMMON, f"{file.name}:{node.lineno}"
                assert given == COMMON[name].slots, f"{file.name}:{node.lineno} {name}"
                checked += 1
    assert checked > 40
