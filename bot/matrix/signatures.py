"""Signed JSON as Matrix has it (spec, appendices: Signing JSON; Unpadded Base64)."""

from __future__ import annotations

import base64
import json
from typing import Any

import vodozemac


def canonical(value: dict[str, Any]) -> str:
    """Return the form of an object that is signed: no ``signatures`` and no ``unsigned``."""
    bare = {key: item for key, item in value.items() if key not in {"signatures", "unsigned"}}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def unpadded(data: bytes) -> str:
    """Bytes as base64 without padding."""
    return base64.b64encode(data).decode().rstrip("=")


def is_signed(value: object, user_id: str, key: str) -> bool:
    """Whether ``user_id`` signed this object with their cross-signing key ``key``.

    ``key`` is Ed25519 in unpadded base64, and its own id. Anything odd is not signed.
    """
    return is_signed_as(value, user_id, key, key)


def is_signed_as(value: object, user_id: str, name: str, key: str) -> bool:
    """As ``is_signed``, for a key whose id ``name`` is a device's id."""
    try:
        signature = value["signatures"][user_id][f"ed25519:{name}"]  # type: ignore[index] # see except
        vodozemac.Ed25519PublicKey.from_base64(key).verify_signature(
            canonical(value).encode(),  # type: ignore[arg-type] # a dict, or the line above raised
            vodozemac.Ed25519Signature.from_base64(signature),
        )
    except (KeyError, TypeError, ValueError, IndexError):  # vodozemac's are ValueErrors; odd types
        return False
    return True
