"""Small files that must not be lost, half written, or read by others."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def private_folder(path: Path) -> Path:
    """Make a folder that only this user can enter (0700); an existing one is closed to others."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    return path


def write_private(path: Path, content: bytes) -> None:
    """Write a file as 0600 in a folder that is closed to others, as ``write_whole`` does."""
    private_folder(path.parent)
    write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file as 0600, at once or not at all, durable when this returns."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:  # mkstemp makes it 0600
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_private_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON as ``write_private`` does."""
    write_private(path, json.dumps(content, indent=1).encode())
