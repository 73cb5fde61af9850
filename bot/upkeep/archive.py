"""A file that only who has the secret can read: scrypt for the key, AES-256-GCM for the content.

The file begins with a line that says what it is, then salt, nonce and ciphertext. The line and the
salt are authenticated too.
"""

from __future__ import annotations

import secrets
import zlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

HEAD: Final = b"kring backup 1\n"
_SALT, _NONCE = 16, 12


class NotOpened(Exception):  # noqa: N818 - told apart from an error: what was asked for is not there
    """The file is none of these, is damaged, or was sealed with another secret."""


def sealed(content: bytes, secret: str) -> bytes:
    """Return the file that holds ``content``."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    return (
        HEAD
        + salt
        + nonce
        + _cipher(secret, salt).encrypt(nonce, zlib.compress(content), HEAD + salt)
    )


def opened(file: bytes, secret: str) -> bytes:
    """Return what is in a file. Raises ``NotOpened``."""
    if not file.startswith(HEAD) or len(file) < len(HEAD) + _SALT + _NONCE:
        raise NotOpened
    rest = file[len(HEAD) :]
    salt, nonce, ciphertext = rest[:_SALT], rest[_SALT : _SALT + _NONCE], rest[_SALT + _NONCE :]
    try:
        return zlib.decompress(_cipher(secret, salt).decrypt(nonce, ciphertext, HEAD + salt))
    except (InvalidTag, zlib.error):
        raise NotOpened from None


def _cipher(secret: str, salt: bytes) -> AESGCM:
    # 64 MB and about 0.2 s: a password that people chose must not be guessed fast.
    return AESGCM(Scrypt(salt, length=32, n=2**16, r=8, p=1).derive(secret.encode()))
