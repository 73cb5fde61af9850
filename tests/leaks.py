"""Looking for words in files where they may not be: whole or in part, plain, coded or packed."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

SHORTEST = 8
"""Shorter pieces, in characters, are found by chance."""
WINDOW = 4
"""A run of so many words of a sentence counts as a part of it."""
_PROMPTS = Path(__file__).parent.parent / "prompts"
_PLAYED = ("demo", "rehearsal")
"""What people who do not exist say there is looked for as anybody's words."""
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")


def leaks(folder: Path, sentences: Iterable[str]) -> list[str]:
    """Return the files below ``folder`` in which a part of a sentence stands, and which part.

    A part that a format says as well tells nothing: its texts lie in Kring's folder too.
    """
    texts = [file for file in _PROMPTS.glob("*/*.toml") if file.parent.name not in _PLAYED]
    own = "\n".join(file.read_text("utf-8") for file in texts).lower()
    # The start of a needle finds it; a set of starts makes one pass over a file enough.
    starts: dict[bytes, list[tuple[bytes, str]]] = {}
    for sentence in sentences:
        for part in [part for part in parts(sentence) if part.lower() not in own]:
            for needle in forms(part):
                starts.setdefault(needle[:SHORTEST].lower(), []).append((needle.lower(), part))
    if not starts:
        return []
    found, likely = [], _likely(starts)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            whole = file.read_bytes()
        except FileNotFoundError:  # a journal of a moment ago: gone, and nothing in it any more
            continue
        for content in contents(whole):
            hit = _first(content.lower(), starts, likely)
            if hit is not None:
                found.append(f"{file.relative_to(folder)}: {hit}")
                break
    return found


def _likely(starts: Iterable[bytes]) -> re.Pattern[bytes]:
    """Where one of these may begin: each byte is one that some start has there. Noise has few such."""
    columns = [{start[place] for start in starts} for place in range(SHORTEST)]
    classes = (b"".join(b"\\x%02x" % byte for byte in sorted(column)) for column in columns)
    return re.compile(b"(?=" + b"".join(b"[" + bytes_ + b"]" for bytes_ in classes) + b")")


def _first(
    content: bytes, starts: dict[bytes, list[tuple[bytes, str]]], likely: re.Pattern[bytes]
) -> str | None:
    for place in (found.start() for found in likely.finditer(content)):
        for needle, part in starts.get(content[place : place + SHORTEST], ()):
            if content.startswith(needle, place):
                return part
    return None


def parts(sentence: str) -> Iterator[str]:
    """Give the sentence, and every run of a few words of it."""
    words = sentence.split()
    runs = [" ".join(words[place : place + WINDOW]) for place in range(len(words) - WINDOW + 1)]
    return (part for part in (sentence, *runs) if len(part) >= SHORTEST)


def forms(part: str) -> Iterator[bytes]:
    """Give the ways in which a part can stand in a file."""
    plain = part.encode()
    yield plain
    yield json.dumps(part)[1:-1].encode()
    yield part.encode("utf-16-le")
    for shift in range(3):
        # In base64 a byte's place in its group of three decides its letters; the edges depend on
        # the neighbours and are left out.
        coded = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")[(0, 2, 3)[shift] : -1]
        yield coded
        yield coded.replace(b"+", b"-").replace(b"/", b"_")


def contents(raw: bytes) -> Iterator[bytes]:
    """Give a file's content, and what is packed in it."""
    yield raw
    view = memoryview(raw)
    for start in _PACKED.finditer(raw):
        try:
            yield zlib.decompressobj(wbits=47).decompress(view[start.start() :], 2**22)
        except zlib.error:
            continue
