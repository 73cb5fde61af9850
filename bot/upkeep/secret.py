"""A secret in a file of its own, as an option names it."""

from __future__ import annotations

from pathlib import Path

from bot.config import ConfigFault


def secret(file: Path, option: str) -> str:
    """Read it. ConfigFault when there is none; it names the ``option`` and never the secret."""
    try:
        found = file.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigFault(
            f"{option}: {file} cannot be read ({type(fault).__name__}); name a file with the secret "
            "and nothing else"
        ) from None
    if not found.strip():
        raise ConfigFault(f"{option}: {file} is empty; put the secret in it, and nothing else")
    return found
