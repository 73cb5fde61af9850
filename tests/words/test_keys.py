"""The texts the code asks for are the texts there are."""

import ast
from pathlib import Path

import bot
from bot.words.keys import COMMON

ASKING = ("core", "runtime", "words")
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
