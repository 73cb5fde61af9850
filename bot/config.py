"""The configuration: one TOML file, a frozen class per section, a fault is one line for people.

Relative paths in the file are relative to the file. Secrets stand in files of their own and are
read when they are needed. Every key has a working default except ``homeserver``, ``user_id`` and
``password_file``.
"""

from __future__ import annotations

import difflib
import re
import stat
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails

from bot import addresses


class ConfigFault(Exception):  # noqa: N818 - a fault is told to people, an error to programmers
    """One line: which key, what is wrong with it, what to do."""


def _resolved(path: Path, info: ValidationInfo) -> Path:
    """Make a path of the file absolute, from where the file stands."""
    context: Mapping[str, Path] = info.context or {}
    if "\0" in str(path):
        raise ValueError("holds a character that no path can hold")
    return context["base"] / path.expanduser()


def _homeserver(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"[\s?#]", url):
        raise ValueError("is not a web address")
    _ = parts.port  # raises ValueError when it is none
    return url.rstrip("/")


def _user_id(user: str) -> str:
    if not re.fullmatch(r"@[^:\s]+:[^\s]+", user):
        raise ValueError("is not a full Matrix user id")
    return user


def _glob(pattern: str) -> str:
    if pattern != "*" and not re.fullmatch(r"@[^:\s]+:[^\s]+", pattern):
        raise ValueError("holds something that is not a user id or a pattern for user ids")
    return pattern


def _widget(pattern: str) -> str:
    if not addresses.is_pattern(pattern):
        raise ValueError("holds something that is no web address or pattern for web addresses")
    return pattern


def _database(url: str, info: ValidationInfo) -> str:
    for scheme in ("sqlite+aiosqlite:///", "postgresql+asyncpg://"):
        if url.startswith(scheme) and url != scheme:
            if scheme.startswith("sqlite"):
                return scheme + str(_resolved(Path(url.removeprefix(scheme)), info))
            return url
    raise ValueError("is not a database address that Kring knows")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as fault:
        raise ValueError("is not a time zone that this machine knows") from fault
    return name


def _listen(address: str) -> str:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError("is not an address with a port")
    return address


def _folder(path: Path, info: ValidationInfo) -> Path:
    folder = _resolved(path, info)
    try:
        there = folder.is_dir()
    except OSError:
        return folder  # what is in it cannot be read, which is told with the texts
    if not there:
        raise ValueError("names a folder that is not there")
    return folder


def _crisis_text(value: str, info: ValidationInfo) -> str | Path:
    """Leave a key of ``prompts/`` as it is; make what looks like a file an absolute path."""
    if "/" not in value and not value.endswith((".txt", ".md")):
        if not re.fullmatch(r"[a-z0-9-]+\.[a-z0-9-]+", value):
            raise ValueError("is neither a key of the prompts nor a file")
        return value
    path = _resolved(Path(value), info)
    try:
        empty = not path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise ValueError("names a file that cannot be read as text") from fault
    if empty:
        raise ValueError("names a file that is empty")
    return path


AbsolutePath = Annotated[Path, AfterValidator(_resolved)]
Globs = tuple[Annotated[str, AfterValidator(_glob)], ...]

_GLOB_HELP = 'a list of user ids or patterns, such as ["@anna:example.org", "@*:example.org"]'


class _Section(BaseModel):
    """A section of the file; the description of each field is the remedy in its faults."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True
    )


class Matrix(_Section):
    """``[matrix]``: who Kring is, and where."""

    homeserver: Annotated[str, AfterValidator(_homeserver)] = Field(
        description='the address of your homeserver, such as "https://matrix.example.org"'
    )
    user_id: Annotated[str, AfterValidator(_user_id)] = Field(
        description='the user id of Kring, such as "@kring:example.org"'
    )
    password_file: AbsolutePath = Field(
        description='a file that holds the password of that user, such as "password"'
    )
    device_name: str = Field(
        default="Kring", min_length=1, max_length=100, description='a short name, such as "Kring"'
    )

    @property
    def server(self) -> str:
        """The server name in the user id."""
        return self.user_id.partition(":")[2]

    @property
    def password_is_open(self) -> bool:
        """Whether everyone on this machine can read the password; Kring starts, and says so."""
        try:
            mode = self.password_file.stat().st_mode
        except OSError:  # reading it will tell what is wrong with it
            return False
        return bool(stat.S_IMODE(mode) & stat.S_IRWXO)

    def password(self) -> str:
        """Read the password from its file.

        Raises:
            ConfigFault: the file is missing, unreadable or empty.

        """
        key, path = "[matrix] password_file", self.password_file
        try:
            password = path.read_text("utf-8").rstrip("\r\n")
        except FileNotFoundError:
            raise ConfigFault(
                f"{key}: {path} is not there; put the password of Kring's user in it"
            ) from None
        except (OSError, UnicodeDecodeError) as fault:
            raise ConfigFault(
                f"{key}: {path} cannot be read ({type(fault).__name__}); "
                "let the user that runs Kring read it"
            ) from None
        if not password:
            raise ConfigFault(f"{key}: {path} is empty; put the password of Kring's user in it")
        return password


def _in_data_dir(name: str) -> Any:
    def make(earlier: dict[str, Any]) -> Path:
        folder: Path = earlier["data_dir"]
        return folder / name

    return make


def _own_database(earlier: dict[str, Any]) -> str:
    return f"sqlite+aiosqlite:///{earlier['data_dir'] / 'kring.db'}"


class Storage(_Section):
    """``[storage]``: where Kring keeps its structure and the keys to it."""

    data_dir: AbsolutePath = Field(default=Path("data"), description='a folder, such as "data"')
    database: Annotated[str, AfterValidator(_database)] = Field(
        default_factory=_own_database,
        repr=False,  # the address of a PostgreSQL database may hold a password
        description='"sqlite+aiosqlite:///kring.db" or "postgresql+asyncpg://user@host/kring"',
    )
    keys_dir: AbsolutePath = Field(
        default_factory=_in_data_dir("keys"), description='a folder, such as "keys"'
    )

    @property
    def has_secret(self) -> bool:
        """Whether the address of the database holds a password."""
        parts = urlsplit(self.database)
        return parts.password is not None or "password=" in parts.query


class People(_Section):
    """``[people]``: who may lead and plan everywhere, and whose invitations are accepted."""

    facilitators: Globs = Field(default=(), description=_GLOB_HELP)
    coordinators: Globs = Field(default=(), description=_GLOB_HELP)
    invites_from: Globs = Field(default=(), description=_GLOB_HELP)


class Languages(_Section):
    """``[language]``: how Kring speaks to rooms that chose nothing, and in which time zone."""

    default: Literal["nl", "en"] = Field(default="nl", description='"nl" or "en"')
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="Europe/Amsterdam", description='a name such as "Europe/Amsterdam"'
    )


class Safety(_Section):
    """``[safety]``: who and what may be in a room beside people, and what ``!nood`` answers."""

    allowed_bots: Globs = Field(default=(), description=_GLOB_HELP)
    allowed_widgets: tuple[Annotated[str, AfterValidator(_widget)], ...] = Field(
        default=(),
        description='a list of widget addresses or patterns, such as ["https://call.example.org/*"]',
    )
    crisis_text: Annotated[str | Path, AfterValidator(_crisis_text)] = Field(
        default="common.crisis",
        description='a key of the prompts ("common.crisis") or a text file ("crisis.txt")',
    )

    def allows_bot(self, user: str) -> bool:
        """Whether this bot may be in a room where people speak."""
        return _matches(user, self.allowed_bots)

    def allows_widget(self, address: str) -> bool:
        """Whether the widget at this address may be in a room where people speak."""
        return any(addresses.fits(address, pattern) for pattern in self.allowed_widgets)


class Prompts(_Section):
    """``[prompts]``: folders laid over the shipped ones, the last on top."""

    extra: tuple[Annotated[Path, AfterValidator(_folder)], ...] = Field(
        default=(), description='a list of folders that exist, such as ["prompts"]'
    )


class Http(_Section):
    """``[http]``: where ``/livez``, ``/readyz`` and ``/metrics`` are."""

    listen: Annotated[str, AfterValidator(_listen)] = Field(
        default="127.0.0.1:9464", description='host and port, such as "127.0.0.1:9464"'
    )

    @property
    def host(self) -> str:
        """The host to listen on."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port to listen on; 0 lets the system choose."""
        return int(self.listen.rpartition(":")[2])


class Log(_Section):
    """``[log]``: how much and in what form."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description='"debug", "info", "warning" or "error"'
    )
    format: Literal["text", "json"] = Field(default="text", description='"text" or "json"')


class Config(_Section):
    """The whole file."""

    matrix: Matrix
    # Defaults that are paths are validated too, for they need the folder of the file.
    storage: Storage = Field(default_factory=dict, validate_default=True)
    people: People = People()
    language: Languages = Languages()
    safety: Safety = Field(default_factory=dict, validate_default=True)
    prompts: Prompts = Prompts()
    http: Http = Http()
    log: Log = Log()

    def may_lead(self, user: str) -> bool:
        """Whether this user may lead in every room, whatever their power level there."""
        return _matches(user, self.people.facilitators)

    def may_plan(self, user: str) -> bool:
        """Whether this user may plan in every room, whatever their power level there."""
        return _matches(user, self.people.coordinators)

    def may_invite(self, user: str) -> bool:
        """Whether Kring accepts an invitation by this user; by default from its own server only."""
        if self.people.invites_from:
            return _matches(user, self.people.invites_from)
        return user.partition(":")[2] == self.matrix.server


def load(path: Path) -> Config:
    """Read the configuration in ``path``.

    Raises:
        ConfigFault: the file cannot be read, is not TOML, or a key in it is wrong (the first one).

    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise ConfigFault(
            f"{path} is not there; copy config.example.toml to it and fill in [matrix]"
        ) from None
    except UnicodeDecodeError:
        raise ConfigFault(f"{path} is not UTF-8 text; save it as UTF-8") from None
    except OSError as fault:
        raise ConfigFault(
            f"{path} cannot be read ({type(fault).__name__}); let the user that runs Kring read it"
        ) from None
    return read(text, path)


def read(text: str, path: Path) -> Config:
    """Read the configuration in ``text`` as if it stood in ``path``. ConfigFault as ``load``."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ConfigFault(f"{path} is not valid TOML: {fault}; mend that line") from None
    try:
        return Config.model_validate(data, context={"base": path.absolute().parent})
    except ValidationError as fault:
        raise ConfigFault(_line(fault.errors(include_url=False)[0], data)) from None


def _matches(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def _line(error: ErrorDetails, data: Mapping[str, object]) -> str:
    """Tell the first fault that pydantic found in a line for people, without the value (R10)."""
    section, *rest = (str(part) for part in error["loc"])
    fields = Config.model_fields
    model = fields[section].annotation if section in fields else None
    if model is None:
        if isinstance(data[section], dict):
            near = _nearest(section, list(fields))
            return f"[{section}] is not a section that Kring knows; {near or _listed(list(fields))}"
        return f"{section} stands outside a section; put it under the one it belongs to"
    if not rest and error["type"] == "missing":
        return f"[{section}] is missing; see config.example.toml for what goes in it"
    if not rest:
        return f"[{section}] is not a section; write [{section}] on a line and its keys below it"
    keys = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
    key = rest[0]
    where = f"[{section}] {key}"
    if error["type"] == "extra_forbidden":
        return (
            f"{where} is not a key that Kring knows; {_nearest(key, list(keys)) or _listed(keys)}"
        )
    remedy = keys[key].description
    if error["type"] == "missing":
        return f"{where} is missing; it should be {remedy}"
    if error["type"] == "value_error":
        return f"{where} {error['ctx']['error']}; it should be {remedy}"
    return f"{where} does not hold what it should; it should be {remedy}"


def _nearest(word: str, known: list[str]) -> str | None:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"do you mean {near[0]}?" if near else None


def _listed(known: Mapping[str, object] | list[str]) -> str:
    return f"known are {', '.join(known)}"
