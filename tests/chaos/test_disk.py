"""The disk is full: Kring says so in one line and ends, and nothing is lost once there is room."""

from __future__ import annotations

import contextlib
import errno
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.chaos.campfire import Campfire
from tests.chaos.victim import ROOM_MESSAGE, Victim
from tests.conftest import PASSWORD, NewUser, People
from tests.matrix.proxy import Fate, Proxy, Rule
from tests.waiting import until

SIZE = "4m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    made = subprocess.run(mount, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only root can make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
async def cramped(
    proxy: Proxy, new_user: NewUser, small_disk: Path, tmp_path: Path
) -> AsyncIterator[Victim]:
    """Give a Kring, started, whose data is on the small disk."""
    folder = tmp_path / "kring"
    folder.mkdir()
    (folder / "data").symlink_to(small_disk)
    victim = Victim(folder, proxy.url, await new_user("kring"), PASSWORD)
    try:
        await victim.start()
        yield victim
    finally:
        await victim.close()


def fill(disk: Path) -> Path:
    """Write until there is no room at all."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    with pytest.raises(OSError, match="No space") as fault:
        (disk / "more").write_bytes(bytes(1))
    assert fault.value.errno == errno.ENOSPC
    (disk / "more").unlink()
    return ballast


async def ended_in_one_line(kring: Victim, told: int) -> None:
    """It ends by itself, and all but the log is one line for the administrator."""
    assert await kring.ended() == 1
    (line,) = [line for line in kring.stderr[told:].splitlines() if not line.startswith("{")]
    assert line.startswith("kring: ")
    assert "full" in line


async def test_a_full_disk_ends_kring_with_one_line_and_loses_nothing(
    cramped: Victim, proxy: Proxy, small_disk: Path, people: People
) -> None:
    circle = [await people(name) for name in ("Samira", "Joost", "Els")]
    campfire = Campfire(circle, cramped.user)
    await campfire.gather()
    await campfire.begin()

    heard = await campfire.hears("turn")
    told = len(cramped.stderr)
    ballast = fill(small_disk)
    await campfire.turn(heard)
    await ended_in_one_line(cramped, told)
    told = len(cramped.stderr)
    await cramped.start(ready=False)
    await ended_in_one_line(cramped, told)
    ballast.unlink()
    await cramped.start()

    heard = await campfire.hears("turn")
    told = len(cramped.stderr)
    held = proxy.add(Rule(ROOM_MESSAGE, Fate.HOLD))
    await campfire.turn(heard)

    async def is_held() -> bool:
        return held.hits > 0

    await until(is_held, "the third turn is committed and on its way")
    ballast = fill(small_disk)
    proxy.remove(held)
    await ended_in_one_line(cramped, told)
    ballast.unlink()
    await cramped.start()

    await campfire.turn(await campfire.hears("turn"))
    await campfire.end()
    await campfire.was_whole()
