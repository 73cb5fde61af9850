"""Files in encrypted rooms (spec: Sending encrypted attachments): what the homeserver keeps is noise.

A file is encrypted with a key of its own, which stands in the encrypted message that refers to it.
The homeserver learns its length, and neither its name nor what kind of file it is.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from bot.matrix.faults import Later
from bot.matrix.http import RETRY_SECONDS
from bot.matrix.shape import text

UPLOAD = "/_matrix/media/v3/upload"
SECONDS = 60.0
"""How long an upload may take."""

Upload = Callable[[str, str, bytes, float], Awaitable[dict[str, Any]]]
"""Asks the homeserver: method, path, body, seconds; as ``Http.request`` does."""


async def upload(request: Upload, content: bytes) -> dict[str, object]:
    """Put a file on the homeserver, encrypted; return the ``EncryptedFile`` to refer to it by.

    Another one at every call. Raises ``Later`` and ``Refused``.
    """
    encrypted, file = encrypt(content)
    answer = await request("POST", UPLOAD, encrypted, SECONDS)
    address = text(answer, "content_uri")
    if address is None:
        raise Later(RETRY_SECONDS, "NO_CONTENT_URI")
    return {"url": address, **file}


def encrypt(content: bytes) -> tuple[bytes, dict[str, object]]:
    """Encrypt a file; return what to upload, and its ``EncryptedFile`` but for the address."""
    key = secrets.token_bytes(32)
    counter = secrets.token_bytes(8) + bytes(8)  # the lower half counts (spec)
    encryptor = Cipher(AES(key), CTR(counter)).encryptor()
    encrypted = encryptor.update(content) + encryptor.finalize()
    return encrypted, {
        "v": "v2",
        "key": {
            "kty": "oct",
            "alg": "A256CTR",
            "ext": True,
            "k": _unpadded(base64.urlsafe_b64encode(key)),
            "key_ops": ["encrypt", "decrypt"],
        },
        "iv": _unpadded(base64.b64encode(counter)),
        "hashes": {"sha256": _unpadded(base64.b64encode(hashlib.sha256(encrypted).digest()))},
    }


def _unpadded(encoded: bytes) -> str:
    return encoded.decode().rstrip("=")
