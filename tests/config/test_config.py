"""A configuration that is wrong says in one line where, what and how to mend it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, ConfigFault, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
LEAST = """
[matrix]
homeserver = "https://matrix.example.org/"
user_id = "@kring:example.org"
password_file = "secret/password"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text)
    return path


def fault(folder: Path, text: str) -> str:
    with pytest.raises(ConfigFault) as told:
        load(written(folder, text))
    line = str(told.value)
    assert "\n" not in line
    return line


def test_the_least_that_must_be_there_gives_working_defaults(tmp_path: Path) -> None:
    config = load(written(tmp_path, LEAST))
    assert config.matrix.homeserver == "https://matrix.example.org"
    assert config.matrix.password_file == tmp_path / "secret/password"
    assert config.storage.data_dir == tmp_path / "data"
    assert config.storage.keys_dir == tmp_path / "data/keys"
    assert config.storage.database == f"sqlite+aiosqlite:///{tmp_path}/data/kring.db"
    assert (config.language.default, config.language.timezone) == ("nl", "Europe/Amsterdam")
    assert config.safety.crisis_text == "common.crisis"
    assert (config.http.host, config.http.port) == ("127.0.0.1", 9464)
    assert (config.log.level, config.log.format) == ("info", "text")


def test_the_example_loads_and_names_every_key_with_its_default(tmp_path: Path) -> None:
    example = tomllib.loads(EXAMPLE.read_text("utf-8"))
    for name, section in Config.model_fields.items():
        keys = section.annotation.model_fields  # type: ignore[union-attr]  # every section is a model
        assert set(example[name]) == set(keys), name
    assert set(example) == set(Config.model_fields)
    path = written(tmp_path, EXAMPLE.read_text("utf-8"))
    least = LEAST.replace("secret/", "").replace("org/", "org")
    assert load(path) == load(written(tmp_path, least))


def test_paths_are_relative_to_the_file_and_may_be_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    text = LEAST + '[storage]\ndata_dir = "/var/lib/kring"\nkeys_dir = "keys"\n'
    config = load(written(tmp_path, text))
    assert config.storage.data_dir == Path("/var/lib/kring")
    assert config.storage.database == "sqlite+aiosqlite:////var/lib/kring/kring.db"
    assert config.storage.keys_dir == tmp_path / "keys"
    database = '[storage]\ndatabase = "sqlite+aiosqlite:///my.db"\n'
    found = load(written(tmp_path, LEAST + database)).storage.database
    assert found == f"sqlite+aiosqlite:///{tmp_path}/my.db"


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (
            '[matrx]\nuser_id = "x"',
            "[matrx] is not a section that Kring knows; do you mean matrix?",
        ),
        ('device_nam = "x"', "[matrix] device_nam is not a key that Kring knows; do you mean dev"),
        (
            "[storage]\ndata_dir = 1",
            "[storage] data_dir does not hold what it should; it should be",
        ),
        ('[storage]\ndata_dir = "a\\u0000"', "[storage] data_dir holds a character that no path"),
        ('[storage]\ndatabase = "mysql://x"', "[storage] database is not a database address"),
        ('[people]\nfacilitators = "@a:b"', "[people] facilitators does not hold what it should"),
        ('[people]\ninvites_from = ["anna"]', "[people] invites_from holds something that is not"),
        ('[language]\ntimezone = "Europe/Nowhere"', "[language] timezone is not a time zone"),
        ('[language]\ntimezone = "../zone"', "[language] timezone is not a time zone"),
        (
            '[language]\ndefault = "fr"',
            "[language] default does not hold what it should; it should",
        ),
        ('[safety]\ncrisis_text = "no.txt"', "[safety] crisis_text names a file that cannot be"),
        ('[safety]\ncrisis_text = "Bel 112"', "[safety] crisis_text is neither a key"),
        ('[prompts]\nextra = ["nothing"]', "[prompts] extra names a folder that is not there"),
        ('[http]\nlisten = "9464"', "[http] listen is not an address with a port"),
        ('[http]\nlisten = "localhost:99999"', "[http] listen is not an address with a port"),
        ('[log]\nlevel = "loud"', "[log] level does not hold what it should; it should be"),
        ('[log]\nformat = "xml"', '[log] format does not hold what it should; it should be "text"'),
    ],
)
def test_a_wrong_key_is_told_with_its_place(tmp_path: Path, added: str, told: str) -> None:
    assert fault(tmp_path, LEAST + added).startswith(told)


def test_what_must_be_there_is_asked_for(tmp_path: Path) -> None:
    assert fault(tmp_path, "").startswith("[matrix] is missing")
    assert fault(tmp_path, "matrix = 1").startswith("[matrix] is not a section")
    assert fault(tmp_path, "homeserver = 1\n" + LEAST).startswith("homeserver stands outside")
    for key in ("homeserver", "user_id", "password_file"):
        text = re.sub(f"{key} = .*\n", "", LEAST)
        assert fault(tmp_path, text).startswith(f"[matrix] {key} is missing; it should be")
    assert "not a web address" in fault(tmp_path, LEAST.replace("https://", ""))
    for wrong in ("https:// matrix.example.org", "https://x.org:99999", "https://x.org/?a=1"):
        told = fault(tmp_path, LEAST.replace("https://matrix.example.org/", wrong))
        assert told.startswith("[matrix] homeserver "), told
    assert "not a full Matrix user id" in fault(tmp_path, LEAST.replace("@kring:", "kring@"))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert "line 2" in fault(tmp_path, "[matrix]\nhomeserver =\n")
    with pytest.raises(ConfigFault, match="is not there"):
        load(tmp_path / "nothing.toml")
    with pytest.raises(ConfigFault, match="cannot be read"):
        load(tmp_path)
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigFault, match="UTF-8"):
        load(tmp_path / "config.toml")


@given(st.recursive(st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_whatever_stands_in_a_section_gives_one_line_or_a_config(value: object) -> None:
    for section in Config.model_fields:
        data = tomllib.loads(LEAST) | {section: value}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tomllib, "loads", lambda _, data=data: data)
            try:
                load(EXAMPLE)
            except ConfigFault as told:
                assert str(told).startswith(f"[{section}]")  # noqa: PT017 - it need not be raised


def test_the_password_is_read_when_it_is_needed(tmp_path: Path) -> None:
    config = load(written(tmp_path, LEAST))
    path = tmp_path / "secret/password"
    path.parent.mkdir()

    def told() -> str:
        with pytest.raises(ConfigFault) as fault:
            config.matrix.password()
        return str(fault.value)

    assert told().startswith("[matrix] password_file: ")
    assert "is not there" in told()
    path.write_text("open sesame\n")
    path.chmod(0o644)
    assert config.matrix.password_is_open
    path.chmod(0o600)
    assert not config.matrix.password_is_open
    assert config.matrix.password() == "open sesame"
    path.write_text("\n")
    assert "is empty" in told()


def test_no_password_shows_when_a_config_is_printed(tmp_path: Path) -> None:
    text = LEAST + '[storage]\ndatabase = "postgresql+asyncpg://kring:sesame@host/kring"\n'
    config = load(written(tmp_path, text))
    assert "sesame" in config.storage.database
    assert "sesame" not in repr(config)


def test_invitations_come_from_the_own_server_unless_others_are_named(tmp_path: Path) -> None:
    own = load(written(tmp_path, LEAST))
    assert own.may_invite("@anna:example.org")
    assert not own.may_invite("@anna:example.org.evil.net")
    assert not own.may_invite("@anna:other.org")
    text = LEAST + '[people]\ninvites_from = ["@*:other.org", "@anna:example.org"]\n'
    named = load(written(tmp_path, text))
    assert named.may_invite("@bram:other.org")
    assert named.may_invite("@anna:example.org")
    assert not named.may_invite("@bram:example.org")


def test_facilitators_and_coordinators_are_patterns(tmp_path: Path) -> None:
    people = '[people]\nfacilitators = ["@anna:*"]\ncoordinators = ["@*:example.org"]\n'
    config = load(written(tmp_path, LEAST + people))
    assert config.may_lead("@anna:other.org")
    assert not config.may_lead("@bram:example.org")
    assert config.may_plan("@bram:example.org")
    assert not load(written(tmp_path, LEAST)).may_lead("@anna:example.org")


def test_a_crisis_text_is_a_key_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "crisis.txt").write_text("Bel 112.")
    config = load(written(tmp_path, LEAST + '[safety]\ncrisis_text = "crisis.txt"\n'))
    assert config.safety.crisis_text == tmp_path / "crisis.txt"
    (tmp_path / "crisis.txt").write_text(" \n")
    assert "is empty" in fault(tmp_path, LEAST + '[safety]\ncrisis_text = "crisis.txt"\n')
