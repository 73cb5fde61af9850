"""The files that the edge keeps in the keys folder and the data folder, by name."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

LOGIN: Final = "matrix-session.json"
"""In the keys folder: Kring's login on the homeserver."""
SIGNING: Final = "cross-signing.json"
"""In the keys folder: the private cross-signing keys of Kring's user."""
STORE_KEY: Final = "matrix-store.key"
"""In the keys folder: the key to the device's store."""
FOLDER: Final = "matrix"
"""In the data folder: the store of the device, Olm and Megolm."""


def begin_anew(data_dir: Path, keys_dir: Path) -> None:
    """Let go of the login and the device's store; Kring comes back as a further device.

    The login goes first: without its store it would be of no use. OSError when the disk refuses.
    """
    (keys_dir / LOGIN).unlink(missing_ok=True)
    folder = data_dir / FOLDER
    if folder.exists():
        shutil.rmtree(folder)
    (keys_dir / STORE_KEY).unlink(missing_ok=True)
