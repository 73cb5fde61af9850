"""What is wrong with a file that is no TOML, told to somebody who never heard of TOML.

| what stands there | what is told |
|---|---|
| curly quotes round a text | the quotes are curly ones |
| a text without quotes | a text stands between quotes |
| a quote that is not closed, or one within a text | which of the two |
| `name: text` | behind a name stands = |
| a name or a heading twice | which one |
| a sign that cannot be seen | which one, by its number |
"""

from __future__ import annotations

import re
import unicodedata

Told = tuple[str, str]
"""What is wrong, and what to do about it."""

_NAME = r"[\w.\"'-]+(?:\s+[\w.\"'-]+)*?"
_KEY = re.compile(rf"^\s*({_NAME})\s*=\s*(.*)$")
_CURLY = "“”„‟‘’‚‛«»"
_PLAIN = "Look at that line, and the one above, for a quote or a bracket."


def explained(error: str, line: str) -> Told:
    """Tell what a fault of the TOML reader (``error``, without its place) on this line is."""
    hidden = next((sign for sign in line if is_hidden(sign)), None)
    if hidden is not None:
        what = f"a sign that cannot be seen is on this line (U+{ord(hidden):04X})"
        return what, "Type the line anew."
    for part, told in (
        ("Cannot overwrite", _twice), ("Cannot declare", _declared), ("Unescaped '\\'", _backslash),
        ("Unterminated", _unended), ("Illegal character '\\n'", _unclosed),
        ("Expected newline", _within), ("Invalid value", _unquoted), ("Expected '='", _no_equals),
        ("Invalid statement", _no_equals),
    ):  # fmt: skip
        if part in error:
            return told(line)
    return f"this is not TOML: {error}", _PLAIN


def is_hidden(sign: str) -> bool:
    """Whether a sign cannot be seen, and is neither a space nor the end of a line."""
    odd_space = unicodedata.category(sign) == "Zs" and sign != " "
    return odd_space or (
        unicodedata.category(sign) in ("Cf", "Cc", "Zl", "Zp") and sign not in "\t\r\n\u200d"
    )


def _name_on(line: str) -> str:
    found = _KEY.match(line)
    return found[1] if found else line.strip()[:40]


def _twice(line: str) -> Told:
    return f"'{_name_on(line)}' is there twice", "Keep one of them."


def _declared(line: str) -> Told:
    heading = line.strip()
    if heading.strip("[] ") == "stage":
        return f"'{heading}' is there twice", "Write [[stage]] above each stage, with two brackets."
    return f"the heading '{heading}' is there twice", "Put all of it under the first one."


def _backslash(_: str) -> Told:
    return "there is a backslash in a text", "Leave it out, or write it twice."


def _unended(_: str) -> Told:
    return 'a text of more lines has no end: """ is missing', 'Write """ behind its last line.'


def _unclosed(line: str) -> Told:
    curly = _curly(line)
    what, remedy = "the quote behind a text is missing", 'Close the text with ", on the same line.'
    return curly or (what, remedy)


def _within(line: str) -> Told:
    if line.count('"') > 2 and _KEY.match(line):
        what = "there are quotes within this text"
        return what, "Write ' for those within, and \" round the whole."
    return _curly(line) or (
        "there is something behind the end of this",
        "Put it on a line of its own.",
    )


def _unquoted(line: str) -> Told:
    what = f"the text behind '{_name_on(line)}' does not stand between quotes"
    return _curly(line) or (what, 'Write it as: name = "text".')


def _no_equals(line: str) -> Told:
    if not line.strip():
        return "this is not TOML", _PLAIN
    if re.match(rf"^\s*{_NAME}\s*:", line):
        return "a colon stands behind the name", 'Write = instead: name = "text".'
    if re.match(r"^\s*\w+(?:\s+\w+)+\s*=", line):
        return f"'{_name_on(line)}' is more than one word", "Write a name as one word, with dashes."
    what = "this is no name with a text behind it"
    return what, 'Write name = "text". Does it belong to a text of more lines? Put """ round that.'


def _curly(line: str) -> Told | None:
    found = next((sign for sign in line if sign in _CURLY), None)
    if found is None:
        return None
    return f"{found} is not the quote that is needed here", 'Write the straight one: ".'
