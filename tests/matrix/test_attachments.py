"""A file as it is put on the homeserver opens with what the message says of it (nio as the reader)."""

from __future__ import annotations

from typing import Any

import pytest
from nio.crypto.attachments import decrypt_attachment  # type: ignore[import-untyped]

from bot.matrix.attachments import UPLOAD, encrypt, upload
from bot.matrix.faults import Later


def opened(encrypted: bytes, file: dict[str, Any]) -> bytes:
    return bytes(
        decrypt_attachment(encrypted, file["key"]["k"], file["hashes"]["sha256"], file["iv"])
    )


@pytest.mark.parametrize("content", [b"", b"BEGIN:VCALENDAR", bytes(range(256)) * 1000])
def test_another_implementation_opens_it(content: bytes) -> None:
    encrypted, file = encrypt(content)
    assert len(encrypted) == len(content)
    assert content == b"" or encrypted != content
    assert opened(encrypted, file) == content


def test_no_two_files_have_one_key() -> None:
    assert encrypt(b"same")[1]["key"] != encrypt(b"same")[1]["key"]


async def test_the_homeserver_gets_noise_and_no_name() -> None:
    asked: list[tuple[str, str, bytes]] = []

    async def request(method: str, path: str, body: bytes, _: float) -> dict[str, Any]:
        asked.append((method, path, body))
        return {"content_uri": "mxc://home/abc"}

    file = await upload(request, b"on Thursday")
    [(method, path, body)] = asked
    assert (method, path, file["url"]) == ("POST", UPLOAD, "mxc://home/abc")
    assert opened(body, file) == b"on Thursday"


async def test_an_answer_without_an_address_is_tried_again() -> None:
    async def request(*_: object) -> dict[str, Any]:
        return {}

    with pytest.raises(Later):
        await upload(request, b"on Thursday")
