"""What Kring is made of is told as it is, may run together, and is built the same everywhere."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "deploy"))

import supply  # noqa: E402 - found through the line above


def test_the_lock_of_a_running_kring_is_part_of_the_whole_one() -> None:
    text = supply.RUNTIME.read_text("utf-8")
    assert text == supply.runtime()
    assert supply.BUILD.read_text("utf-8") == supply.build()
    assert "hatchling==" in supply.build()
    whole = supply.LOCK.read_text("utf-8")
    assert all(part.text in whole for part in supply.parts().values())
    for name in ("matrix-nio", "vodozemac", "asyncpg", "pillow", "icalendar"):
        assert f"\n{name}==" in f"\n{text}"
    for name in ("matrix-synapse", "pytest", "hypothesis"):
        assert f"\n{name}==" not in f"\n{text}"


def test_everything_that_is_pinned_stands_on_the_page_of_licences() -> None:
    page = supply.LICENCES.read_text("utf-8")
    assert page == supply.page()
    groups = supply.groups()
    assert set(supply.parts()) == set().union(*groups.values())
    for part in supply.parts().values():
        assert f"| {part.name} | {part.version} |" in page


def test_nothing_runs_with_kring_that_its_licence_does_not_allow() -> None:
    for name in supply.groups()["runs"]:
        parts = re.split(r" (?:AND|OR|WITH) |[()]", supply.licence(name))
        strange = [part for part in parts if part and not supply.MAY_RUN.fullmatch(part)]
        assert strange == [], name


def test_the_bill_of_materials_names_everything_and_hangs_together() -> None:
    bill = supply.bill()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    refs = {part["bom-ref"] for part in bill["components"]} | {"kring"}
    assert len(refs) == len(supply.groups()["runs"]) + 1
    assert {one["ref"] for one in bill["dependencies"]} == refs
    reached, waiting = set[str](), ["kring"]
    depends = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += depends[ref]
    assert reached == refs
    assert all(re.fullmatch(r"pkg:pypi/[a-z0-9-]+@[\w.+]+", ref) for ref in refs - {"kring"})


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheel, built here and from a copy with other times and rights."""
    folder = tmp_path_factory.mktemp("wheels")
    copy = folder / "copy"
    copy.mkdir()
    for name in ("bot", "prompts"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for file in copy.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
        file.chmod(0o700 if file.is_dir() else 0o600)
    made: list[Path] = []
    for number, (source, zone) in enumerate(((ROOT, "UTC"), (copy, "Pacific/Auckland"))):
        out = folder / str(number)
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
        subprocess.run(
            command, cwd=source, check=True, capture_output=True, env={**os.environ, "TZ": zone}
        )
        made += out.glob("*.whl")
    return made


def test_the_wheel_is_the_same_bytes_wherever_it_is_built(wheels: list[Path]) -> None:
    digests = {hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels}
    assert len(wheels) == 2
    assert len(digests) == 1


def test_the_wheel_holds_all_that_people_read(wheels: list[Path]) -> None:
    names = set(zipfile.ZipFile(wheels[0]).namelist())
    texts = {
        f"bot/prompts/{file.relative_to(ROOT / 'prompts')}"
        for file in (ROOT / "prompts").rglob("*.*")
    }
    assert len(texts) > 10
    assert texts <= names
    assert not [name for name in names if name.endswith(".pyc") or "/tests/" in name]


@pytest.fixture(scope="module")
def empty(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel in it; the libraries are those that are here."""
    folder = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    python = folder / "env" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheels[0])], check=True)
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    (site / "here.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return folder


def alone(folder: Path, *words: str) -> str:
    """Run what was installed, where nothing of the project is at hand."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(
        [folder / "env" / "bin" / words[0], *words[1:]],
        cwd=folder, env=variables, input="", capture_output=True, text=True, check=False, timeout=170,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_the_wheel_alone_has_the_command_and_its_texts(empty: Path) -> None:
    assert str(empty) in alone(empty, "python", "-c", "import bot; print(bot.__file__)")
    assert "All texts are well." in alone(empty, "kring", "check")
    assert "Jij bent Els" in alone(empty, "kring", "rehearse", "kampvuur")


@pytest.mark.campaign
def test_the_wheel_alone_holds_the_demo(empty: Path) -> None:
    said = alone(empty, "kring", "demo", "--fast", "--once")
    assert "!start kampvuur Thuis" in said
