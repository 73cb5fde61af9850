"""The log's actions are those of docs/logs.md, and a log call holds structure alone (R1, R10)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import logs as logs_page  # noqa: E402 - found through the line above

STRUCTURE = {
    "room": r"log\.who\(.+\)",
    "fault": r"str\(fault\)|type\(fault\).__name__|found\.name",
    "errcode": r"\w+\.errcode",
}
"""What may stand in the fields that are no numbers: pseudonyms, codes and types."""


def test_the_page_of_actions_is_what_the_code_logs() -> None:
    assert set(logs_page.MEANING) == set(logs_page.actions())
    assert logs_page.page() == (ROOT / "docs" / "logs.md").read_text("utf-8")


def test_an_action_is_a_name_and_never_made_of_what_happened() -> None:
    found = list(logs_page.calls())
    assert len(found) > 30
    free = [call.where for call in found if call.action is None]
    assert [where.split(":")[0] for where in free] == ["matrix/login.py"]
    assert {"sync", "login"} <= logs_page.retried()
    assert all(re.fullmatch(r"[a-z]+([.-][a-z]+)*", name) for name in logs_page.actions())


def test_every_field_of_a_log_call_is_known_and_holds_no_id() -> None:
    for call in logs_page.calls():
        for name, value in call.fields:
            if name == "exc_info":  # reduced to its type and place
                continue
            assert name in logs_page.FIELDS, f"{call.where}: {name} is not told of in docs/logs.py"
            shape = STRUCTURE.get(name)
            assert shape is None or re.fullmatch(shape, value), f"{call.where}: {name}={value}"
