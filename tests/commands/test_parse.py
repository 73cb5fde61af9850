"""What is meant as a command is one, and a story stays a story."""

from functools import cache
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.catalogue import CATALOGUE, CommandName
from bot.commands.parse import Command, StartArgs, Unknown, parse, parse_start, story
from bot.core.events import Act
from bot.core.people import UserId
from bot.core.plan import Mode
from bot.formats.library import Library
from bot.formats.loader import load, shipped

ME = UserId("@kring:example.org")


@cache
def library() -> Library:
    return load([shipped()])


def read(body: str, *, mentioned: bool = False) -> Command | Unknown | None:
    return parse(body, ME, "Kring", mentioned_me=mentioned)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_every_name_in_both_languages_is_its_command(entry) -> None:  # type: ignore[no-untyped-def]
    # (pytest hands the entry over untyped)
    for name in (*entry.nl, *entry.en):
        assert read(f"!{name}") == Command(entry.name)
        assert read(f"Kring: {name.upper()}") == Command(entry.name)


def test_the_catalogue_has_every_command_once_and_no_name_twice() -> None:
    assert sorted(entry.name for entry in CATALOGUE) == sorted(get_args(CommandName))
    names = [name for entry in CATALOGUE for name in {*entry.nl, *entry.en}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "body",
    [
        "!klaar", "  !klaar", "!KLAAR", "! klaar", "！klaar", "!klaar.", "!klaar!", "\u00a0!klaar",
        "!\u00a0klaar", "\u200b!klaar", "!ｋｌａａｒ", "!klaar 🙂", "! klaar, dank je wel", "!done",
        "!ik ben klaar", "Kring: klaar", "Kring, klaar", "kring: !klaar", "@kring:example.org klaar",
        "@kring:example.org: klaar", "Dat was mijn verhaal.\n\n!klaar", "Kring: ik ben klaar",
        "[Kring](https://matrix.to/#/@kring:example.org): klaar",
        "[Kring](https://matrix.to/#/%40kring%3Aexample.org) klaar",
    ],
)  # fmt: skip
def test_done_is_understood_however_it_is_typed(body: str) -> None:
    found = read(body)
    assert isinstance(found, Command)
    assert (found.name, found.act) == ("done", Act.DONE)


@pytest.mark.parametrize("body", ["@Kring klaar", "@kring klaar", "@kring  klaar"])
def test_a_name_typed_with_an_at_counts_where_the_client_makes_no_mention_of_it(body: str) -> None:
    assert read(body) == Command("done")
    assert read(body.replace("klaar", "is een mooi woord")) is None


@pytest.mark.parametrize("body", ["Kring klaar", "KRING klaar", "Kring  klaar"])
def test_a_name_without_a_colon_counts_only_when_it_is_a_mention(body: str) -> None:
    assert read(body, mentioned=True) == Command("done")
    assert read(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "", "!", "!!!", "!?", "! ", "! dat was mooi", "! volgende keer weer", "! ja mooi",
        "Kring, ja mooi", "!!klaar", "klaar",
        "Ik ben klaar met wachten!", "Kringloop: klaar", "kring", "@kring:elsewhere.org klaar",
        "Kring, ja dat was een mooi gesprek", "Kring, dank je wel", "Kring: wat bedoel je?",
        "Dat was\n!klaar met wachten", "Dit typ je: !klaar", "!1", "Kring, stop daar nou mee",
        "[Anna](https://matrix.to/#/@anna:example.org) klaar",
    ],
)  # fmt: skip
def test_a_story_is_no_command(body: str) -> None:
    assert read(body) is None
    assert read(body, mentioned=True) is None or body.lower().startswith("kring")


@pytest.mark.parametrize(
    ("body", "near"),
    [
        ("!klar", ("done",)),
        ("!volgede", ("next",)),
        ("!helpp", ("help",)),
        ("!xyzzy", ()),
        ("Kring: pauzee", ("pause",)),
    ],
)
def test_what_is_nearly_a_command_points_to_it(body: str, near: tuple[str, ...]) -> None:
    found = read(body)
    assert isinstance(found, Unknown)
    assert found.near[:1] == near


@pytest.mark.parametrize(
    ("body", "name", "words", "args"),
    [
        ("!start kampvuur  Thuis  is", "start", "kampvuur  Thuis  is", ("kampvuur", "Thuis", "is")),
        ("!rol cliënt, naaste", "role", "cliënt, naaste", ("cliënt,", "naaste")),
        ("!begeleider @a:x @b:x", "facilitator", "@a:x @b:x", ("@a:x", "@b:x")),
        ("!plek Opa Jan\nen meer", "seat", "Opa Jan\nen meer", ("Opa", "Jan")),
        ("!start: kampvuur", "start", "kampvuur", ("kampvuur",)),
        ("!klaar Opa\nen nog iets", "done", "Opa", ("Opa",)),
        ("Kring: klaar Opa", "done", "Opa", ("Opa",)),
        ("!nood ik weet het niet meer", "crisis", "ik weet het niet meer",
         ("ik", "weet", "het", "niet", "meer")),
        ("! nood nu graag echt", "crisis", "nu graag echt", ("nu", "graag", "echt")),
        ("!hand weg", "hand", "weg", ("weg",)),
        ("!hand omlaag", "hand", "omlaag", ("omlaag",)),
    ],
)  # fmt: skip
def test_what_follows_a_command_is_kept_as_typed(
    body: str, name: str, words: str, args: tuple[str, ...]
) -> None:
    found = read(body)
    assert isinstance(found, Command)
    assert (found.name, found.words, found.args) == (name, words, args)


def test_a_story_is_without_the_command_that_ends_it() -> None:
    assert story("Soep op zondag.\n\n!klaar.\n") == "Soep op zondag.\n"
    for body in ("Soep op zondag.", "Ik zei:\n!nood", "!klaar", "\n!klaar"):
        assert story(body) == body


def test_politeness_names_no_seat() -> None:
    assert Command("done", "Opa").takes_seat
    assert not Command("done", "hoor, dank jullie wel").takes_seat
    assert not Command("pause", "Opa").takes_seat


@given(st.text(), st.booleans())
def test_arbitrary_text_never_raises_and_needs_a_prefix_or_a_mention(
    body: str, mentioned: bool
) -> None:
    found = read(body, mentioned=mentioned)
    marked = any(mark in body for mark in "!！﹗")
    assert found is None or marked or "kring" in body.casefold()


@given(st.text(alphabet="!！ \n\u00a0:,@kringklaarpasneejhvolgdstp."), st.booleans())
def test_text_that_looks_like_commands_never_raises(body: str, mentioned: bool) -> None:
    found = read(body, mentioned=mentioned)
    assert found is None or isinstance(found, Unknown) or found.name in get_args(CommandName)


@given(st.text(), st.text(), st.text())
def test_no_name_of_kring_itself_raises(body: str, user: str, name: str) -> None:
    parse(body, UserId(user), name, mentioned_me=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("kampvuur", StartArgs("campfire", (), Mode.WRITTEN, "")),
        ("kampvuur Muziek", StartArgs("campfire", (), Mode.WRITTEN, "Muziek")),
        ("Campfire  Being  at home", StartArgs("campfire", (), Mode.WRITTEN, "Being  at home")),
        ("kampvuur gesproken Muziek", StartArgs("campfire", (), Mode.SPOKEN, "Muziek")),
        ("campfire slow", StartArgs("campfire", (), Mode.SLOW, "")),
        ("kampvuur: traag, Muziek", StartArgs("campfire", (), Mode.SLOW, "Muziek")),
        ("kampvuur Muziek gesproken", StartArgs("campfire", (), Mode.WRITTEN, "Muziek gesproken")),
        ("kamp-vuur Muziek\nen meer", StartArgs("campfire", (), Mode.WRITTEN, "Muziek")),
        ("kamvuur Muziek", StartArgs(None, ("campfire",), Mode.WRITTEN, "")),
        ("xyzzy", StartArgs(None, (), Mode.WRITTEN, "")),
        ("", StartArgs(None, (), Mode.WRITTEN, "")),
    ],
)
def test_a_start_names_a_format_a_mode_and_a_theme(words: str, expected: StartArgs) -> None:
    assert parse_start(words, library()) == expected


@given(st.text())
def test_no_start_raises(words: str) -> None:
    found = parse_start(words, library())
    assert found.theme in words


@pytest.mark.parametrize("body", ["Kring: nood", "@Kring nood", "kring, nood"])
def test_r12_kring_is_known_by_its_name_also_where_somebody_took_the_same(body: str) -> None:
    me = UserId("@helper:hs")
    found = parse(body, me, f"Kring ({me})", mentioned_me=body.startswith("@"))
    assert found == Command("crisis")
