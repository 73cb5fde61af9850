"""A planted word is found, in whatever form it lies there; and nothing is found that is not there."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import json
import os
import quopri
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.proof.canaries import Canaries

FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "in capitals": lambda words: words.upper().encode(),
    "utf-16-le": lambda words: words.encode("utf-16-le"),
    "utf-16-be, at an odd place": lambda words: b"x" + words.encode("utf-16-be"),
    "HTML": lambda words: html.escape(words).encode(),
    "HTML, letter by letter": lambda words: "".join(f"&#{ord(one)};" for one in words).encode(),
    "JSON": lambda words: json.dumps({"body": words}).encode(),
    "JSON in JSON": lambda words: json.dumps(json.dumps([words])).encode(),
    "JSON, letter by letter": lambda w: "".join(f"\\u{ord(one):04X}" for one in w).encode(),
    "percent": lambda words: quote(words).encode(),
    "percent, letter by letter": lambda w: "".join(f"%{b:02X}" for b in w.encode()).encode(),
    "quoted printable": lambda words: quopri.encodestring(words.encode()).replace(b"=\n", b""),
    "hex": lambda words: binascii.hexlify(words.encode()).upper(),
    "the repr of bytes": lambda words: repr(words.encode()).encode(),
    **{
        f"base64, {shift} before": lambda words, shift=shift: base64.b64encode(  # type: ignore[misc]
            b"x" * shift + words.encode()
        )
        for shift in range(3)
    },
    **{
        f"base64url, {shift} before": lambda words, shift=shift: base64.urlsafe_b64encode(  # type: ignore[misc]
            b"?" * shift + words.encode()
        )
        for shift in range(3)
    },
    "gzip": lambda words: gzip.compress(words.encode()),
    "zlib among other bytes": lambda words: b"page" * 9 + zlib.compress(words.encode()) + b"page",
    "utf-16 in gzip": lambda words: gzip.compress(words.encode("utf-16")),
    "gzip in base64": lambda words: base64.b64encode(gzip.compress(words.encode())),
    "zlib in base64 in JSON": lambda words: json.dumps(
        base64.urlsafe_b64encode(zlib.compress(words.encode())).decode()
    ).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_word_is_found_in_every_form(form: str) -> None:
    for _ in range(5):
        canaries = Canaries()
        before, after = os.urandom(1000), os.urandom(1000)
        assert canaries.found(before + FORMS[form](canaries.words(3)) + after), form


def test_one_word_alone_is_found_at_every_place_of_base64() -> None:
    for length in range(12):
        canaries = Canaries()
        said = bytes(length) + canaries.word().encode()
        assert canaries.found(base64.b64encode(said)), length


def test_what_is_not_there_is_not_found() -> None:
    canaries, others = Canaries(), Canaries()
    said = others.words(50).encode()
    noise = os.urandom(500_000)
    for data in (said, noise, base64.b64encode(noise), gzip.compress(said), zlib.compress(noise)):
        assert canaries.found(data) == []


def test_all_words_are_different() -> None:
    canaries = Canaries()
    canaries.words(100)
    assert len(set(canaries.minted)) == len(canaries.minted) == 100
