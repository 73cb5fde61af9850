"""Readers of calendar files that are none of Kring's own: khal, vobject and ical.js.

They are installed once, from lock files with hashes, into folders beside this one that git ignores.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
PYTHONS, NODES = FOLDER / ".venv", FOLDER / "node_modules"
KHAL = """
[calendars]
[[kring]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = UTC
local_timezone = UTC
"""


def python_modules() -> dict[str, str]:
    """Install khal and vobject; the environment in which Python finds them."""
    lock = FOLDER / "readers.lock"
    pip = (
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--require-hashes", "--upgrade", "--target", str(PYTHONS), "-r", str(lock),
    )  # fmt: skip
    _install(PYTHONS, lock.read_bytes(), *pip)
    return {**os.environ, "PYTHONPATH": str(PYTHONS), "PYTHONDONTWRITEBYTECODE": "1"}


def khal(folder: Path, env: dict[str, str], *words: str) -> str:
    """Run khal; what it prints. Raises CalledProcessError."""
    config = folder / "khal.conf"
    if not config.exists():
        (folder / "calendar").mkdir()
        config.write_text(KHAL.format(folder=folder))
    done = subprocess.run(
        (sys.executable, "-m", "khal", "-c", str(config), *words),
        env=env, check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.stdout


def ical_js(files: list[bytes], until: list[int]) -> list[list[int]]:
    """When the meetings of files are by ical.js, up to these times (ms)."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        missing = "ical.js needs Node.js and npm, which are not installed"
        return pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    locks = b"".join((FOLDER / name).read_bytes() for name in ("package-lock.json", ".npmrc"))
    _install(NODES, locks, "npm", "ci", "--no-progress")
    asked = [
        {"file": file.decode(), "until": end // 1000}
        for file, end in zip(files, until, strict=True)
    ]
    done = subprocess.run(
        ("node", "read.mjs"), cwd=FOLDER, input=json.dumps(asked),
        check=True, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return [[at * 1000 for at in found] for found in json.loads(done.stdout)]


def _install(where: Path, locks: bytes, *command: str) -> None:
    """Install what the locks say, where that was not done yet."""
    stamp, wanted = where / ".installed", hashlib.sha256(locks).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    done = subprocess.run(
        command, cwd=FOLDER, check=False, capture_output=True, text=True, timeout=170
    )
    assert done.returncode == 0, re.sub(r"https?://\S+", "", done.stdout + done.stderr)
    stamp.write_text(wanted)
