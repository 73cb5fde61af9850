"""What Kring is made of: ``python deploy/supply.py locks|licences|sbom [FILE]``.

Everything is read from ``requirements.lock`` and from what is installed. ``locks`` writes the parts of
the lock that a running Kring and its building need, ``licences`` the page of licences, ``sbom`` a bill
of materials (CycloneDX 1.6, JSON) of the running Kring.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
RUNTIME = Path(__file__).with_name("requirements.lock")
BUILD = Path(__file__).with_name("build.lock")
LICENCES = ROOT / "docs" / "licences.md"

READ: dict[str, str] = {
    "colorama": "BSD-3-Clause",  # not installed on Linux
    "matrix-nio": "ISC",
    "peewee": "MIT",
    "signedjson": "Apache-2.0",
    "vodozemac": "MIT AND Apache-2.0",  # the binding, and the library within
}
"""The licences that are told only in a file of the distribution, as read there."""

SPELLED: dict[str, str] = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache-2": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSF": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "UNKNOWN": "",
}
"""How licences are written in the field, and what SPDX calls them."""

MAY_RUN = re.compile(
    r"MIT(-0|-CMU)?|BSD(-[023]-Clause)?|0BSD|Apache-2\.0|ISC|PSF-2\.0|MPL-2\.0|Unlicense|CC0-1\.0|Zlib"
    r"|Python-2\.0|CNRI-Python|Public-Domain|LLVM-exception"
)
"""Licences of which something may be part of a running Kring, which is Apache-2.0 itself."""


@dataclass(frozen=True, slots=True)
class Part:
    """A distribution in the lock: how it stands there, its version, its hashes."""

    name: str
    version: str
    text: str

    @property
    def hashes(self) -> list[str]:
        """Its sha256 sums."""
        return re.findall(r"sha256:([0-9a-f]{64})", self.text)


def parts() -> dict[str, Part]:
    """Return everything in the lock, by normalised name."""
    blocks = re.split(r"^(?=[a-z0-9])", LOCK.read_text("utf-8"), flags=re.MULTILINE | re.IGNORECASE)
    found = {}
    for block in blocks:
        head = re.match(r"([\w.-]+)==(\S+)", block)
        if head is not None:
            found[normalised(head[1])] = Part(head[1], head[2], block)
    return found


def normalised(name: str) -> str:
    """Return a distribution's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(name: str) -> Distribution | None:
    """Return what is installed under a name, None when nothing is."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def needed(wanted: Iterable[str]) -> set[str]:
    """Return all that these requirements need, themselves included, by normalised name.

    On which machine is not asked: what is needed somewhere is in it.
    """
    known, found = parts(), set[str]()
    waiting = [(Requirement(one).name, frozenset(Requirement(one).extras)) for one in wanted]
    seen = set()
    while waiting:
        name, extras = waiting.pop()
        key = (normalised(name), extras)
        if key in seen or key[0] not in known:
            continue
        seen.add(key)
        found.add(key[0])
        have = installed(name)
        for line in (have.requires if have is not None else None) or ():
            need = Requirement(line)
            if _asked_for(need, extras):
                waiting.append((need.name, frozenset(need.extras)))
    return found


def _asked_for(need: Requirement, extras: frozenset[str]) -> bool:
    """Whether a requirement counts, with these extras, on some machine."""
    if need.marker is None:
        return True
    if "extra" not in str(need.marker):
        return True
    return any(need.marker.evaluate({"extra": extra}) for extra in extras)


def groups() -> dict[str, set[str]]:
    """Return what runs, what the demo adds, and what only tests need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    runs = needed([*project["project"]["dependencies"], *extras["postgres"]])
    demo = needed(extras["demo"]) - runs
    tests = needed(project["dependency-groups"]["dev"]) - runs - demo
    return {"runs": runs, "demo": demo, "tests": tests}


def runtime() -> str:
    """Return the lock of a running Kring."""
    return _lock(groups()["runs"])


def build() -> str:
    """Return the lock of what builds Kring."""
    return _lock(needed(["hatchling"]))


def _lock(names: set[str]) -> str:
    known = parts()
    return "".join(known[name].text for name in sorted(names))


def licence(name: str) -> str:
    """Return a distribution's licence as SPDX has it, as well as it tells. LookupError when not."""
    have = installed(name)
    if name in READ or have is None:
        return READ[name]
    told = have.metadata
    for expression in told.get_all("License-Expression") or ():
        return str(expression)
    field = str(next(iter(told.get_all("License") or ()), "")).strip()
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or ()
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    if field and len(field) < 60 and SPELLED.get(field, field):
        return SPELLED.get(field, field)
    found = sorted({SPELLED.get(line, line) for line in classifiers})
    if not found:
        raise LookupError(f"{name} tells no licence")
    return " OR ".join(found)


def page() -> str:
    """Return the page of licences."""
    known = parts()
    text = [HEAD]
    for group, title in TITLES.items():
        text.append(f"\n## {title}\n\n| what | version | licence |\n|---|---|---|\n")
        text += [
            f"| {known[name].name} | {known[name].version} | {licence(name)} |\n"
            for name in sorted(groups()[group])
        ]
    return "".join(text)


def bill() -> dict[str, Any]:
    """Return the bill of materials of a running Kring (CycloneDX 1.6)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    known, names = parts(), groups()["runs"]
    own = {
        "type": "application",
        "bom-ref": "kring",
        "name": "kring",
        "version": project["version"],
        "licenses": [{"license": {"id": project["license"]}}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": [_component(known[name]) for name in sorted(names)],
        "dependencies": list(_dependencies(names, project)),
    }


def _component(part: Part) -> dict[str, Any]:
    name = normalised(part.name)
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{part.version}",
        "name": part.name,
        "version": part.version,
        "purl": f"pkg:pypi/{name}@{part.version}",
        "licenses": [{"expression": licence(name)}],
        # Of each file that may be installed, one.
        "properties": [{"name": "kring:sha256", "value": value} for value in part.hashes],
    }


def _dependencies(names: set[str], project: dict[str, Any]) -> Iterator[dict[str, Any]]:
    known = parts()

    def ref(name: str) -> str:
        return f"pkg:pypi/{name}@{known[name].version}"

    wanted = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    direct = {normalised(Requirement(line).name) for line in wanted}
    yield {"ref": "kring", "dependsOn": sorted(ref(name) for name in direct)}
    for name in sorted(names):
        have = installed(name)
        lines = (have.requires if have is not None else None) or ()
        needs = {normalised(Requirement(line).name) for line in lines} & names - {name}
        yield {"ref": ref(name), "dependsOn": sorted(ref(need) for need in needs)}


HEAD = """\
# Licences of what Kring is made of

Kring itself is [Apache-2.0](../LICENSE). Below is everything that `requirements.lock` pins, with the
licence that each distribution tells of itself; wheels may hold compiled libraries with notices of
their own. Written by `python deploy/supply.py licences`; a test
holds it to the lock, and sees that nothing runs with Kring of which the licence would not allow that.
`make sbom` writes the same as a bill of materials (CycloneDX).
"""
TITLES = {
    "runs": "What runs",
    "demo": "What the demo and the tests add: a homeserver, a program of its own beside Kring",
    "tests": "What only the development needs",
}


def main(words: list[str]) -> int:
    """Do what the command says."""
    match words:
        case ["locks"]:
            RUNTIME.write_text(runtime(), "utf-8")
            BUILD.write_text(build(), "utf-8")
        case ["licences"]:
            LICENCES.write_text(page(), "utf-8")
        case ["sbom", file]:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            Path(file).write_text(json.dumps(bill(), indent=2) + "\n", "utf-8")
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
