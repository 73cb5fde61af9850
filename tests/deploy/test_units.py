"""The units of systemd: closed off, right by systemd's own tools where they are, and of this Kring."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from bot.cli import app

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = ("kring.service", "kring-backup.service")
MOST_EXPOSED = 2.0
CLOSED = {
    "User": "kring",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectControlGroups": "yes",
    "ProtectClock": "yes",
    "ProtectProc": "invisible",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
    "LimitCORE": "0",
}
"""Held here too, for machines without systemd's tools."""


def settings(unit: str) -> dict[str, list[str]]:
    """What a unit sets, each as often as it does."""
    found: dict[str, list[str]] = {}
    for line in (FOLDER / unit).read_text("utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def tool(*words: str) -> str | None:
    """Run one of systemd's tools; None where it is not."""
    if shutil.which(words[0]) is None:
        return None
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_closed_off(unit: str) -> None:
    found = settings(unit)
    assert {name: found[name][-1] for name in CLOSED} == CLOSED
    assert found["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]
    told = tool("systemd-analyze", "security", "--offline=true", "--no-pager", str(FOLDER / unit))
    if told is not None:
        level = re.search(r"exposure level for \S+: ([0-9.]+)", told)
        assert level is not None
        assert float(level[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("unit", [*UNITS, "kring-backup.timer"])
def test_a_unit_is_one_that_systemd_reads(unit: str, tmp_path: Path) -> None:
    for name in (*UNITS, "kring-backup.timer"):  # a timer is read with the unit that it starts
        text = (FOLDER / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("/opt/kring/.venv/bin/kring", sys.executable))
    said = tool("systemd-analyze", "verify", "--man=no", str(tmp_path / unit))
    assert not [line for line in (said or "").splitlines() if "kring" in line]


@pytest.mark.parametrize("unit", UNITS)
def test_what_a_unit_runs_is_a_command_of_kring(unit: str) -> None:
    (line,) = settings(unit)["ExecStart"]
    program, command, *rest = shlex.split(line)
    assert program == "/opt/kring/.venv/bin/kring"
    parser = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined] # a group
    context = parser.make_context(command, rest, resilient_parsing=False)
    assert str(context.params["file"]) == "/etc/kring/config.toml"


def test_the_user_and_the_folders_are_made(tmp_path: Path) -> None:
    user = (FOLDER / "sysusers.conf").read_text("utf-8")
    folders = (FOLDER / "tmpfiles.conf").read_text("utf-8")
    made = re.findall(r"^d (\S+) (\S+) (\S+) (\S+) -$", folders, re.MULTILINE)
    assert {path for path, *_ in made} == {"/etc/kring", "/var/lib/kring", "/var/backups/kring"}
    assert {tuple(rest) for _, *rest in made} == {("0700", "kring", "kring")}
    assert re.search(r'^u kring - ".+" /var/lib/kring /usr/sbin/nologin$', user, re.MULTILINE)
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    if tool("systemd-sysusers", f"--root={root}", str(FOLDER / "sysusers.conf")) is not None:
        assert "kring:x:" in (root / "etc" / "passwd").read_text()
        tool("systemd-tmpfiles", f"--root={root}", "--create", str(FOLDER / "tmpfiles.conf"))
        for path, *_ in made:
            assert (root / path[1:]).stat().st_mode & 0o777 == 0o700


def test_a_backup_is_made_every_night_and_none_is_kept_long() -> None:
    timer = settings("kring-backup.timer")
    assert timer["Persistent"] == ["yes"]
    (after,) = settings("kring-backup.service")["ExecStartPost"]
    assert "-mtime +14 -delete" in after
    (when,) = timer["OnCalendar"]
    said = tool("systemd-analyze", "calendar", when)
    assert said is None or "03:30:00" in said
