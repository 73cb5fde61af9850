"""Kinds of talk about somebody who is not there, and saying that it is about oneself."""

from __future__ import annotations

import pytest

from bot.commands.absent import is_about_absent
from bot.commands.arguments import act_and_seat
from bot.commands.parse import Command, parse
from bot.commands.plain import plain
from bot.core.events import Act
from bot.core.people import UserId


@pytest.mark.parametrize(
    "words",
    ["doco", "DOCO Jan de Vries", "mdo", "Casuïstiek", "casus-bespreking", "cliëntbespreking",
     "case conference", "handover now"],
)  # fmt: skip
def test_a_talk_without_who_it_is_about_is_known(words: str) -> None:
    assert is_about_absent(words)


@pytest.mark.parametrize("words", ["", "kampvuur doco", "beraad", "overgang", "case", "docent"])
def test_others_are_not(words: str) -> None:
    assert not is_about_absent(words)


def read(body: str) -> tuple[Act, str] | None:
    command = parse(body, UserId("@kring:h"), "Kring", mentioned_me=False)
    return act_and_seat(command) if isinstance(command, Command) else None


@pytest.mark.parametrize(
    ("body", "act"),
    [
        ("!ik", Act.ME), ("!me", Act.ME), ("!Ik.", Act.ME), ("!ik hoor", Act.ME),
        ("!ik niet", Act.NOT_ME), ("!ik weg", Act.NOT_ME), ("!me not", Act.NOT_ME),
        ("!dit gaat niet over mij", Act.NOT_ME), ("!dit gaat over mij", Act.ME),
        ("!ik doe mee", Act.JOIN), ("!ik pas", Act.PASS), ("!ik ben klaar", Act.DONE),
    ],
)  # fmt: skip
def test_what_begins_with_me_is_what_it_says(body: str, act: Act) -> None:
    assert read(body) == (act, "")


def test_what_says_more_keeps_its_words() -> None:
    assert read("!ik ben moe") == (Act.ME, "ben moe")
    assert read("!ik Opa") == (Act.ME, "Opa")


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("ik", Act.ME), ("dat ben ik", Act.ME), ("Dit gaat over mij.", Act.ME),
        ("This is about me", Act.ME), ("het gaat niet over mij", Act.NOT_ME),
        ("dit gaat over mij en mijn zus", None), ("ik ben dat", None), ("gaat dit over mij?", None),
    ],
)  # fmt: skip
def test_plain_words_say_it_only_as_a_whole(words: str, act: Act | None) -> None:
    assert plain(words) is act
