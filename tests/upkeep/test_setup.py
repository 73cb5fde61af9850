"""``kring setup`` asks the few things it needs, and never shows what is secret."""

from __future__ import annotations

import contextlib
import tomllib
from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli import app
from bot.config import load

NOWHERE = "http://127.0.0.1:1"


def setup(folder: Path, typed: str, *words: str) -> Result:
    with contextlib.chdir(folder):
        return CliRunner().invoke(app, ["setup", *words], input=typed)


def test_it_asks_five_things_and_ends_with_the_doctor(tmp_path: Path) -> None:
    typed = f"{NOWHERE}\n\n\n\nhet-geheim\n@els:example.org, @bram:example.org\nfr\nen\n"
    ended = setup(tmp_path, typed)
    assert "The address of your homeserver" in ended.output
    assert "[@kring:127.0.0.1]" in ended.output
    assert "het-geheim" not in ended.output
    assert "wrong  homeserver: does not answer" in ended.output
    assert ended.exit_code == 1
    config = load(tmp_path / "config.toml")
    assert config.matrix.user_id == "@kring:127.0.0.1"
    assert config.matrix.password() == "het-geheim"
    assert config.people.facilitators == ("@els:example.org", "@bram:example.org")
    assert config.language.default == "en"
    assert not (tmp_path / "data").exists()


def test_an_address_without_a_scheme_is_one_with_https(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("x")
    words = ("--yes", "--homeserver", "matrix.invalid", "--password-file", "p")
    assert setup(tmp_path, "", *words).exit_code == 1
    made = tomllib.loads((tmp_path / "config.toml").read_text())
    assert made["matrix"]["homeserver"] == "https://matrix.invalid"
    assert made["matrix"]["user_id"] == "@kring:invalid"
    assert made["people"]["facilitators"] == []


def test_what_is_there_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("van een ander")
    ended = setup(tmp_path, "")
    assert ended.exit_code == 1
    assert "password is there already" in ended.output
    assert "address" not in ended.output
    assert (tmp_path / "password").read_text() == "van een ander"


def test_a_wrong_answer_is_one_line_and_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("x")
    rest = ("--yes", "--password-file", "p", "--homeserver", NOWHERE)
    for words, told in (
        (("--user-id", "kring"), "[matrix] user_id"),
        (("--facilitator", "els"), "[people] facilitators"),
        (("--timezone", "Mars/Base"), "[language] timezone"),
        (("--user-id", "@k:h", "--admin-token-file", "none"), "--admin-token-file"),
        (("--user-id", "@k:h", "--registration-secret-file", "p"), "not both"),
    ):
        ended = setup(tmp_path, "", *rest, *words)
        assert ended.exit_code == 1
        assert told in ended.output
        assert "Traceback" not in ended.output
        assert {file.name for file in tmp_path.iterdir()} == {"p"}
    assert "make that folder" in setup(tmp_path, "", *rest, "--config", "no/config.toml").output
