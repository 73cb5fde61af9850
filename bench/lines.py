"""How many lines of code each room of the house has: without blank lines, comments, docstrings."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from pathlib import Path

HOUSE = Path(__file__).parent.parent
_NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENCODING, tokenize.ENDMARKER,
}  # fmt: skip


def lines_of_code(source: str) -> int:
    """Return the number of lines with code on them."""
    told: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - told)


def rooms() -> dict[str, int]:
    """Return the lines of code of every room of ``bot``, of its tests and of this bench."""
    counted: Counter[str] = Counter()
    for folder in ("bot", "tests", "bench"):
        for file in sorted((HOUSE / folder).rglob("*.py")):
            within = file.relative_to(HOUSE)
            deep = folder == "bot" and len(within.parts) > 2
            counted["/".join(within.parts[: 2 if deep else 1])] += lines_of_code(
                file.read_text(encoding="utf-8")
            )
    return dict(sorted(counted.items()))
