"""Words of nobody, each unique, that are found again wherever and however they lie.

All words of one ``Canaries`` begin with the same letters, drawn anew at each run: one look for those,
in every form they can take, finds all. Nine letters are not hit by chance: in base64, the shortest
form, eleven characters of theirs are certain.
"""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Iterator

from tests.leaks import contents

MARK_LETTERS = 9
_OWN_LETTERS = 8
_LETTERS = "bcdfghjklmnpqrstvwxz"  # no vowels: such a word is in no language
_COATS = ("{}", "{},", "<{}>", '"{}"', "{}&", "’{}’", "één-{}", "{}\\", "#{}", "{}?", "+{}", "{};")
"""What stands around a word: all that escaping would change."""
_IN_BASE64 = re.compile(rb"(?:H4sI|eJ|eN|eF|eA)[A-Za-z0-9+/_-]{16,65536}")
"""What was packed by gzip or zlib, in base64."""


class Canaries:
    """A source of words, and the search for them. ``minted`` is how many words there are."""

    def __init__(self) -> None:
        self._chance = random.SystemRandom()
        self.mark = self._letters(MARK_LETTERS)
        self.minted: list[str] = []
        self._needles = tuple(_needles(self.mark))

    def word(self) -> str:
        """Make a word."""
        self.minted.append(self.mark + self._letters(_OWN_LETTERS))
        return self.minted[-1]

    def words(self, count: int = 6) -> str:
        """Make a sentence of so many words, in all sorts of coats."""
        coats = (self._chance.choice(_COATS) for _ in range(count))
        return " ".join(coat.format(self.word()) for coat in coats)

    def found(self, data: bytes) -> list[str]:
        """Tell in which forms, and near which letters, a word of these stands in some bytes."""
        return list(dict.fromkeys(self._found(data)))

    def _found(self, data: bytes) -> Iterator[str]:
        for packed in (data, *_unpacked(data)):
            lower = packed.lower()
            for form, needle, folds in self._needles:
                place = (lower if folds else packed).find(needle)
                if place >= 0:
                    around = packed[max(0, place - 20) : place + len(needle) + 40]
                    yield f"{form}: {around!r}"

    def _letters(self, count: int) -> str:
        return "".join(self._chance.choice(_LETTERS) for _ in range(count))


def _unpacked(data: bytes) -> Iterator[bytes]:
    found = contents(data)
    next(found)  # as it is
    yield from found
    for match in _IN_BASE64.finditer(data):
        coded = match[0].replace(b"-", b"+").replace(b"_", b"/")
        raw = base64.b64decode(coded[: len(coded) // 4 * 4])
        yield from list(contents(raw))[1:]


def _needles(mark: str) -> Iterator[tuple[str, bytes, bool]]:
    """Give the forms of a mark: the name of the form, what stands there, whether case is no matter."""
    plain = mark.encode()
    yield "plain", plain, True
    for coding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        yield coding, mark.encode(coding), True
    yield "hex", plain.hex().encode(), True
    each = {
        "percent": "%{:02x}", "quoted printable": "={:02x}", "HTML": "&#{};", "HTML hex": "&#x{:x};",
        "JSON": "\\u{:04x}", "Python": "\\x{:02x}", "octal": "\\{:03o}",
    }  # fmt: skip
    for form, letter in each.items():
        yield form, "".join(letter.format(ord(one)) for one in mark).encode(), True
    for case in (mark, mark.upper()):
        for coding in ("utf-8", "utf-16-le", "utf-16-be"):
            for shift in range(3):
                coded = _certain(case.encode(coding), shift)
                yield f"base64 of {coding}", coded, False
                yield f"base64url of {coding}", coded.translate(_URL), False


_URL = bytes.maketrans(b"+/", b"-_")


def _certain(data: bytes, shift: int) -> bytes:
    """What of the base64 of some bytes does not depend on what stands around them.

    ``shift`` is their place in a group of three.
    """
    coded = base64.b64encode(b"\0" * shift + data)
    first = (0, 2, 3)[shift]
    whole = (shift + len(data)) // 3 * 4 + (0, 1, 2)[(shift + len(data)) % 3]
    return coded[first:whole]
