"""The container files: what they name is there, nothing runs as root or without a version.

No container engine was at hand where this was made: they are read here, and were not run.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # Synapse brings it along

from bot.config import load

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "container"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
MADE_THERE = {"secrets", "synapse"}
"""Folders whose content is made on the machine, and never kept in the project."""


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions, each on one line."""
    text = re.sub(r"\\\n", " ", (FOLDER / "Containerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in lines]


def allowed(path: str) -> bool:
    """Whether a path reaches the build, by the ignore file: the last line that fits decides."""
    kept = True
    for line in (FOLDER / "Containerfile.dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!")
        if pattern == "**" or fnmatch(path, pattern):
            kept = line.startswith("!")
    return kept


def test_the_image_is_built_of_what_is_there_and_reaches_the_build() -> None:
    for name, rest in instructions():
        if name == "COPY" and not rest.startswith("--from"):
            *sources, _ = shlex.split(rest)
            for source in sources:
                assert (ROOT / source).exists()
                assert allowed(source), source
    assert not allowed("config.toml")
    assert not allowed("data")
    assert not allowed("deploy/container/secrets")


def test_the_image_runs_as_a_user_of_its_own_from_pinned_parts() -> None:
    found = instructions()
    names = [name for name, _ in found]
    assert "ADD" not in names
    assert len(names) - names[::-1].index("FROM") < len(names) - names[::-1].index("USER")
    users = [rest for name, rest in found if name == "USER"]
    assert users == ["963:963"]
    for name, rest in found:
        if name == "FROM":
            assert re.match(r"\S+:\d[\w.-]+", rest), "an image without a version"
    assert any("--require-hashes" in rest for _, rest in found)
    (health,) = [rest for name, rest in found if name == "HEALTHCHECK"]
    assert "/readyz" in health
    (entry,) = [rest for name, rest in found if name == "ENTRYPOINT"]
    assert json.loads(entry) == ["kring"]
    (command,) = [rest for name, rest in found if name == "CMD"]
    assert json.loads(command) == ["run", "--config", "/etc/kring/config.toml"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_of_a_version_kept_in_and_depends_on_what_is_there(name: str) -> None:
    service = SERVICES[name]
    if "build" not in service:
        assert re.search(r":v?\d+[\w.-]*$", service["image"])
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["logging"] == {"driver": "journald"}
    assert service["restart"] == "unless-stopped"
    for port in service.get("ports", ()):
        assert port.startswith("127.0.0.1:")
    needs = service.get("depends_on", {})
    for need in needs:
        assert need in SERVICES
        healthy = isinstance(needs, dict) and needs[need]["condition"] == "service_healthy"
        assert not healthy or "healthcheck" in SERVICES[need]
    for secret in service.get("secrets", ()):
        source = secret["source"] if isinstance(secret, dict) else secret
        assert source in COMPOSE["secrets"]
    for volume in service.get("volumes", ()):
        source = volume.partition(":")[0]
        if source.startswith("./"):
            assert (FOLDER / source).exists()
        else:
            assert source in COMPOSE["volumes"]


def test_what_is_secret_is_made_on_the_machine_and_never_kept_here() -> None:
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    for folder in MADE_THERE:
        assert (FOLDER / folder / ".gitignore").read_text().splitlines()[-2:] == [
            "*",
            "!.gitignore",
        ]


def test_kring_in_the_compose_file_has_a_configuration_that_it_can_read() -> None:
    config = load(FOLDER / "kring" / "config.toml")
    kring = SERVICES["kring"]
    targets = {secret["target"] for secret in kring["secrets"]}
    assert str(config.matrix.password_file) in targets
    assert config.storage.database.rpartition("passfile=")[2] in targets
    assert str(config.storage.data_dir) in {
        volume.split(":")[1] for volume in kring["volumes"] if volume.startswith("kring:")
    }
    assert config.matrix.homeserver == "http://synapse:8008"
    assert kring["read_only"]
    assert kring["cap_drop"] == ["ALL"]


def test_the_databases_are_made_by_a_script_that_a_shell_reads() -> None:
    script = FOLDER / "postgres" / "databases.sh"
    subprocess.run(["sh", "-n", str(script)], check=True)
    for name in re.findall(r"for name in (.+); do", script.read_text())[0].split():
        assert f"{name}_database" in SERVICES["postgres"]["secrets"]


def test_the_web_client_has_a_configuration() -> None:
    told = json.loads((FOLDER / "web" / "config.json").read_text("utf-8"))
    assert told["default_server_config"]["m.homeserver"]["server_name"] == "example.org"
