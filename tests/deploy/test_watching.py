"""Alerts and dashboard ask for numbers that Kring gives, and the alerts go off when they should."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]  # Synapse brings it along

from bot.metrics import UNFORESEEN, Metrics, Now

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"
WORDS = {"by", "le", "or", "sum", "rate", "increase", "absent", "histogram_quantile", "kind"}
"""What stands in an expression beside the names of numbers."""


def given() -> dict[str, set[str]]:
    """The numbers that Kring gives, each with the names of its labels."""
    page = Metrics().page(Now(1.0, 1.0, 1, 1.0, 1, {})).decode()
    found: dict[str, set[str]] = {"up": {"job"}}  # Prometheus makes this one
    for line in page.splitlines():
        if not line.startswith("#"):
            name, _, labels = line.rpartition(" ")[0].partition("{")
            names = {label.partition("=")[0] for label in re.findall(r"\w+=", labels)}
            found.setdefault(name, {"job"}).update(names)
    return found


def rules() -> list[dict[str, object]]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"]
    return list(group["rules"])


def expressions() -> Iterator[str]:
    for rule in rules():
        yield str(rule["expr"])
    for panel in json.loads((FOLDER / "dashboard.json").read_text("utf-8"))["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


@pytest.mark.parametrize("expression", list(expressions()))
def test_what_is_asked_for_is_given(expression: str) -> None:
    numbers = given()
    bare = re.sub(r'"[^"]*"|\[\w+\]', "", expression)
    labels = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=(?!=))", bare))
    names = set(re.findall(r"[a-z_]\w*", bare)) - labels - WORDS
    assert names, expression
    assert names <= numbers.keys()
    assert labels <= set().union(*(numbers[name] for name in names))


def test_the_alert_about_faults_knows_all_that_kring_did_not_foresee() -> None:
    (rule,) = [rule for rule in rules() if rule["alert"] == "KringFails"]
    pattern = re.search(r'kind=~"([^"]+)"', str(rule["expr"]))
    assert pattern is not None
    kinds = {re.sub(r"\\+", "", kind) for kind in pattern[1].split("|")}
    assert kinds == set(UNFORESEEN)


def test_there_are_five_alerts_each_saying_what_to_do_and_tried() -> None:
    found = rules()
    assert len(found) == 5
    tried = yaml.safe_load((FOLDER / "alerts.test.yml").read_text("utf-8"))
    goes_off = {
        case["alertname"]
        for test in tried["tests"]
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }
    assert goes_off == {rule["alert"] for rule in found}
    for rule in found:
        assert rule["labels"] in ({"severity": "page"}, {"severity": "warning"})
        assert set(rule["annotations"]) == {"summary", "what_to_do"}  # type: ignore[call-overload] # a mapping


def test_the_alerts_go_off_when_they_should() -> None:
    """By Prometheus's own tool where it is; what it would do is told above in any case."""
    promtool = shutil.which("promtool")
    if promtool is not None:
        for words in (("check", "rules", "alerts.yml"), ("test", "rules", "alerts.test.yml")):
            run = subprocess.run(
                [promtool, *words], cwd=FOLDER, capture_output=True, text=True, check=False
            )
            assert run.returncode == 0, run.stdout + run.stderr
            assert "SUCCESS" in run.stdout + run.stderr


def test_the_dashboard_says_what_each_picture_shows_and_none_lies_over_another() -> None:
    board = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        assert panel["title"]
        assert panel["description"].endswith(".")
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        assert place["x"] + place["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
