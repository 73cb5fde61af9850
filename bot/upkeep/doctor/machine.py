"""What the doctor looks at on this machine: rights of files, room on the disk, time zones."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.config import Config, ConfigFault
from bot.upkeep.doctor.finding import Finding, look, of_fault, ok, wrong

FULL_BYTES = 50 * 2**20
LITTLE_BYTES = 500 * 2**20
OLD_YEARS = 2


def files(file: Path, config: Config) -> Iterator[Finding]:
    """Yield how the rights of the configuration, the password and the folders are."""
    yield _configuration(file, config)
    yield _password(config)
    storage = config.storage
    yield _folder("data folder", storage.data_dir, but=storage.keys_dir)
    yield _folder("keys folder", storage.keys_dir)


def disk(config: Config) -> Iterator[Finding]:
    """Yield how much room there is where Kring writes."""
    seen = set()
    for name, folder in (("data", config.storage.data_dir), ("keys", config.storage.keys_dir)):
        try:
            place = _nearest(folder)
        except PermissionError:  # told of among the files
            continue
        if place.stat().st_dev in seen:
            continue
        seen.add(place.stat().st_dev)
        usage, inodes = shutil.disk_usage(place), os.statvfs(place)
        free = f"{usage.free / 2**30:.1f} GB free for {name}"
        if usage.free < FULL_BYTES or (inodes.f_files and not inodes.f_favail):
            yield wrong("disk", free, "Free some space: Kring ends when it cannot write")
        elif usage.free < LITTLE_BYTES:
            yield look("disk", free, "Free some space soon: Kring ends when it cannot write")
        else:
            yield ok("disk", free)


def zone(config: Config) -> Finding:
    """Tell which zone data there is, and whether it is of this time."""
    name = config.language.timezone
    told = _zone_data(name)
    year = next((int(word[:4]) for word in (told,) if word[:4].isdecimal()), None)
    if year is not None and year < datetime.now(UTC).year - OLD_YEARS:
        return look(
            "time zone",
            f"{name}, by rules of {told}",
            "Update the package tzdata: planned times may be an hour off",
        )
    return ok("time zone", f"{name}, by rules of {told}")


def _zone_data(name: str) -> str:
    """Return the version of the rules that are used, as far as it can be told."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / name).is_file():
            try:
                first = (folder / "tzdata.zi").read_text("utf-8").partition("\n")[0]
            except OSError:
                return "this system"
            return first.removeprefix("# version ")
    try:
        return version("tzdata")
    except PackageNotFoundError:
        return "an unknown package"


def _configuration(file: Path, config: Config) -> Finding:
    mode = file.stat().st_mode
    if mode & stat.S_IWOTH:
        return wrong("configuration", f"everyone may write {file}", f"chmod o-w {file}")
    if mode & stat.S_IROTH and config.storage.has_secret:
        return wrong(
            "configuration",
            f"everyone may read {file}, and the address of the database in it holds a password",
            f"chmod o-r {file}, or put the password in a file of its own (passfile=)",
        )
    return ok("configuration", f"{file} is well")


def _password(config: Config) -> Finding:
    file = config.matrix.password_file
    try:
        config.matrix.password()
    except ConfigFault as fault:
        return of_fault("password", fault)
    if config.matrix.password_is_open:
        return wrong("password", f"everyone on this machine may read {file}", f"chmod 600 {file}")
    return ok("password", "only for Kring to read")


def _folder(name: str, folder: Path, *, but: Path | None = None) -> Finding:
    """How a folder is, ``but`` for one in it: nobody else may read or write what is there."""
    try:
        return _looked_at(name, folder, but)
    except PermissionError:
        return wrong(
            name,
            f"{folder} is closed to you ({_me()})",
            "Run the doctor as the user that runs Kring, or as root",
        )


def _looked_at(name: str, folder: Path, but: Path | None) -> Finding:
    if not folder.exists():
        place = _nearest(folder)
        if os.access(place, os.W_OK | os.X_OK):
            return ok(name, "is made at the first start")
        return wrong(
            name,
            f"{folder} is not there and cannot be made by {_me()}",
            "Make it, and let the user that runs Kring own it (or run the doctor as that user)",
        )
    if not folder.is_dir():
        return wrong(name, f"{folder} is not a folder", "Name another in [storage]")
    owner = folder.stat().st_uid
    if os.geteuid() not in {0, owner}:
        return wrong(
            name,
            f"{folder} belongs to {_name(owner)}, and you are {_me()}",
            f"Run Kring and the doctor as one user: sudo -u {_name(owner)} kring doctor",
        )
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return wrong(name, f"{folder} cannot be written", f"chmod u+rwx {folder}")
    if but is None and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return wrong(name, f"others may enter {folder}", f"chmod 700 {folder}")
    files = [file for file in _within(folder) if but is None or but not in file.parents]
    strange = [file for file in files if file.stat().st_uid != owner]
    if strange:
        return wrong(
            name,
            f"{len(strange)} files in {folder} belong to another user, such as {strange[0].name}",
            f"chown -R {_name(owner)} {folder}",
        )
    open_ = [file for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077]
    if open_:
        return wrong(
            name,
            f"others may read {open_[0].name} in {folder}",
            f"chmod -R u=rwX,go= {folder}",
        )
    return ok(name, f"{folder} is for {_name(owner)} alone")


def _within(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _me() -> str:
    return _name(os.geteuid())
