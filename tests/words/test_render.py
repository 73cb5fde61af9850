"""What people read is what the texts say, whatever somebody calls themselves."""

from collections.abc import Mapping
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Count, Line, NameOf, Place, Quote, Slot, Tenths, Text, When, Words
from bot.core.people import EventId, PersonId, RoomId, UserId
from bot.core.series import WallTime
from bot.formats.loader import load, shipped
from bot.words.render import Rendered, render, say
from bot.words.texts import Alternatives, Phrase, Plural, Prompt, Texts

ANNA = NameOf(PersonId("@anna:example.org"))
BRAM = NameOf(PersonId("@bram:example.org"))
SEAT = NameOf(PersonId("seat-1"), EventId("$seat"))
THEME = Words(EventId("$theme"), "common.theme-gone")
LINE = Quote(EventId("$line"), "common.line-gone")
PILL = '<a href="https://matrix.to/#/%40anna%3Aexample.org">{}</a>'

TURN = Alternatives(
    (
        "{name}, jij bent aan de beurt. Neem je tijd. Klaar? Tik ✅. Hierna: {next}.",
        "{name}, jij bent aan de beurt. Hierna: {next}.",
        "{name}, jij bent aan de beurt.",
    )
)
PROMPTS: dict[str, Prompt] = {
    "t.name": Phrase("Dag {name}."),
    "t.line": Phrase("- {name}: {line}"),
    "common.line-gone": Phrase("zie het bericht zelf"),
    "t.place": Phrase("In {place}:"),
    "t.noname": Phrase("een kamer"),
    "t.theme": Phrase("Het thema is: {theme}."),
    "t.turn": TURN,
    "t.readers": Plural(
        {"one": "Er leest één persoon mee.", "other": "Er lezen {count} mensen mee."}
    ),
    "t.spread": Plural({"one": "{number}: één keer", "other": "{number}: {count} keer"}),
    "t.mean": Phrase("Gemiddeld {now}."),
    "t.list": Phrase("Dit kan:\n\n- **!klaar**\n- `!pas` of *niets*\n\n<b>Dag</b>\nen door"),
    "t.near": Phrase("Bedoel je {near}?"),
    "command.done": Phrase("!klaar"),
    "command.pass": Phrase("!pas"),
    "common.someone": Phrase("iemand"),
    "common.theme-gone": Phrase("niet meer te lezen"),
}


def texts(language: str = "nl") -> Texts:
    return Texts("en" if language == "en" else "nl", PROMPTS)


def rendered(line: Line, found: Mapping[Slot, str | None]) -> Rendered:
    return render([line], texts(), found)


def test_a_users_name_is_a_pill_in_html_and_plain_in_the_body() -> None:
    made = rendered(Line("t.name", (("name", ANNA),)), {ANNA: "Anna"})
    assert made == Rendered("Dag Anna.", f"<p>Dag {PILL.format('Anna')}.</p>\n")


def test_the_number_that_counts_is_the_one_called_count() -> None:
    for number, times, body in ((1, 3, "1: 3 keer"), (3, 1, "3: één keer")):
        line = Line("t.spread", (("number", Count(number)), ("count", Count(times))))
        assert rendered(line, {}).body == body


@pytest.mark.parametrize(("language", "body"), [("nl", "Gemiddeld 3,8."), ("en", "Gemiddeld 3.8.")])
def test_a_number_with_a_decimal_is_written_as_the_language_does(language: str, body: str) -> None:
    line = Line("t.mean", (("now", Tenths(38)),))
    assert render([line], texts(language), {}).body == body


def test_a_seats_name_is_plain_words_and_falls_back_when_gone() -> None:
    line = Line("t.name", (("name", SEAT),))
    assert rendered(line, {SEAT: "Opa"}) == Rendered("Dag Opa.", "<p>Dag Opa.</p>\n")
    assert rendered(line, {SEAT: None}).body == "Dag iemand."


def test_a_theme_that_was_removed_falls_back_to_its_text() -> None:
    line = Line("t.theme", (("theme", THEME),))
    assert rendered(line, {THEME: "Thuis"}).body == "Het thema is: Thuis."
    assert rendered(line, {THEME: None}).body == "Het thema is: niet meer te lezen."


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ("Thuis", "Het thema is: Thuis."),
        ("Wie heeft de sleutel?", "Het thema is: Wie heeft de sleutel?"),
        ("أين البيت؟", "Het thema is: \u2068أين البيت؟\u2069"),
        ("", "Het thema is: niet meer te lezen."),
    ],
)
def test_a_theme_that_ends_a_sentence_gets_no_second_full_stop(theme: str, said: str) -> None:
    made = render([Line("t.theme", (("theme", THEME),))], texts(), {THEME: theme})
    assert (made.body, made.html) == (said, f"<p>{said}</p>\n")


def test_what_somebody_said_stands_on_one_line_as_plain_words() -> None:
    line = Line("t.line", (("name", ANNA), ("line", LINE)))
    made = rendered(line, {ANNA: "Anna", LINE: "Soep\n# op **zondag** <b>"})
    assert made.body == "- Anna: Soep # op **zondag** <b>"
    assert made.html.endswith(": Soep # op **zondag** &lt;b&gt;</li>\n</ul>\n")
    assert len(rendered(line, {ANNA: "Anna", LINE: "soep " * 900}).body) < 300


@pytest.mark.parametrize("gone", [None, "", " \u200b"])
def test_what_was_said_and_is_gone_falls_back_to_its_text(gone: str | None) -> None:
    line = Line("t.line", (("name", ANNA), ("line", LINE)))
    assert rendered(line, {ANNA: "Anna", LINE: gone}).body == "- Anna: zie het bericht zelf"


@pytest.mark.parametrize(
    ("name", "plain", "html"),
    [
        ("**Anna** [x](http://y)", "**Anna** [x](http://y)", "**Anna** [x](http://y)"),
        ("<b>&\"Anna'", "<b>&\"Anna'", "&lt;b&gt;&amp;&quot;Anna&#x27;"),
        ("{name} {next}", "{name} {next}", "{name} {next}"),
        ("\u202egro.live\u202c", "gro.live", "gro.live"),
        ("Anna\n\n# Kop\r\x00\x1b[31m", "Anna # Kop [31m", "Anna # Kop [31m"),
        ("a" * 300, "a" * 39 + "…", "a" * 39 + "…"),
        ("", "anna", "anna"),
        (" \u200b\u3164\u2800 ", "anna", "anna"),
        ("\u0301\u200d", "anna", "anna"),
        ("a" + "\u0301" * 9, "a" + "\u0301" * 3, "a" + "\u0301" * 3),
        ("יעל", "\u2068יעל\u2069", "\u2068יעל\u2069"),
        ("👩‍👧 Anna", "👩‍👧 Anna", "👩‍👧 Anna"),
        ("\ud800Anna", "Anna", "Anna"),
    ],
)
def test_a_display_name_comes_out_harmless(name: str, plain: str, html: str) -> None:
    made = rendered(Line("t.name", (("name", ANNA),)), {ANNA: name})
    assert made == Rendered(f"Dag {plain}.", f"<p>Dag {PILL.format(html)}.</p>\n")


@given(name=st.text(), theme=st.text())
def test_no_name_or_theme_makes_markup_lines_or_length(name: str, theme: str) -> None:
    lines = [Line("t.name", (("name", ANNA),)), Line("t.theme", (("theme", THEME),))]
    made = render(lines, texts(), {ANNA: name, THEME: theme})
    assert made.body.count("\n") == 2
    assert len(made.body) <= 200
    assert sorted(made.html.replace("\n", "").split("<")[1:])[:2] == ["/a>.", "/p>"]
    assert made.html.count("<") == 6
    made.body.encode()
    assert not any(c in made.body for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\x00\u2028")


def test_paragraphs_of_one_message_are_joined_by_blank_lines() -> None:
    made = render([Line("t.name", (("name", ANNA),)), Line("t.list")], texts(), {ANNA: "Anna"})
    assert made.body == (
        "Dag Anna.\n\nDit kan:\n\n- !klaar\n- !pas of niets\n\n<b>Dag</b>\nen door"
    )
    assert "<ul>\n<li><strong>!klaar</strong></li>" in made.html
    assert "&lt;b&gt;Dag&lt;/b&gt;<br>\nen door" in made.html


def test_a_turn_takes_the_fullest_text_within_fifteen_words() -> None:
    line = Line("t.turn", (("name", ANNA), ("next", BRAM)))
    full = rendered(line, {ANNA: "Anna", BRAM: "Bram"}).body
    assert full == "Anna, jij bent aan de beurt. Neem je tijd. Klaar? Tik ✅. Hierna: Bram."
    longer = rendered(line, {ANNA: "Anna de Vries", BRAM: "Bram"}).body
    assert longer == "Anna de Vries, jij bent aan de beurt. Hierna: Bram."


@given(name=st.text(min_size=1), after=st.text(min_size=1))
def test_a_turn_never_has_more_than_fifteen_words(name: str, after: str) -> None:
    made = rendered(Line("t.turn", (("name", ANNA), ("next", BRAM))), {ANNA: name, BRAM: after})
    assert len(made.body.split()) <= 15


def test_names_are_shortened_only_when_no_text_fits() -> None:
    name = "a b c d e f g h i j k l m n o p"
    made = rendered(Line("t.turn", (("name", ANNA), ("next", BRAM))), {ANNA: name, BRAM: "Bram"})
    assert made.body == "a b c, jij bent aan de beurt. Hierna: Bram."


def test_two_people_with_one_name_keep_their_own_pills() -> None:
    made = rendered(Line("t.turn", (("name", ANNA), ("next", BRAM))), {ANNA: "Sam", BRAM: "Sam"})
    assert made.html.count(">Sam</a>") == 2
    assert "%40anna%3A" in made.html
    assert "%40bram%3A" in made.html


@pytest.mark.parametrize(
    ("count", "body"),
    [
        (1, "Er leest één persoon mee."),
        (0, "Er lezen 0 mensen mee."),
        (3, "Er lezen 3 mensen mee."),
    ],
)
def test_counts_choose_their_plural(count: int, body: str) -> None:
    assert rendered(Line("t.readers", (("count", Count(count)),)), {}).body == body


def test_a_slot_given_more_than_once_is_a_list_in_the_language() -> None:
    several = Line("t.name", (("name", ANNA), ("name", BRAM), ("name", SEAT)))
    found: dict[Slot, str | None] = {ANNA: "Anna", BRAM: "Bram", SEAT: "Opa"}
    assert rendered(several, found).body == "Dag Anna, Bram en Opa."
    assert render([several], texts("en"), found).body == "Dag Anna, Bram, and Opa."
    near = Line("t.near", (("near", Text("command.done")), ("near", Text("command.pass"))))
    assert rendered(near, {}).body == "Bedoel je !klaar of !pas?"


class Room:
    """A room in which Anna is called Anna and one message holds a theme."""

    def name(self, user: UserId) -> str:
        return {"@anna:example.org": "Anna"}.get(user, "")

    def room(self, room: RoomId) -> str:
        return {"!room:example.org": "Donderdag <3"}.get(room, "")

    async def words(self, event: EventId) -> str | None:
        return {"$theme": "Thuis"}.get(event)

    async def quote(self, event: EventId) -> str | None:
        return {"$line": "Soep op zondag."}.get(event)


async def test_slots_are_looked_up_in_the_room_when_said() -> None:
    lines = [
        Line("t.name", (("name", ANNA), ("name", BRAM), ("name", SEAT))),
        Line("t.theme", (("theme", THEME),)),
        Line("t.line", (("name", ANNA), ("line", LINE))),
    ]
    made = await say(lines, texts(), Room())
    assert made.body == (
        "Dag Anna, bram en iemand.\n\nHet thema is: Thuis.\n\n- Anna: Soep op zondag."
    )


async def test_a_room_is_named_by_a_link_and_a_message_by_nothing_it_says() -> None:
    room, unnamed = RoomId("!room:example.org"), RoomId("!r2:example.org")
    for place, body in (
        (Place(room), "Donderdag <3 (https://matrix.to/#/!room:example.org)"),
        (Place(unnamed, fallback="t.noname"), "een kamer (https://matrix.to/#/!r2:example.org)"),
        (
            Place(room, EventId("$a/b"), "t.noname"),
            "een kamer (https://matrix.to/#/!room:example.org/$a%2Fb)",
        ),
    ):
        made = await say([Line("t.place", (("place", place),))], texts(), Room())
        assert made.body == f"In {body}:"
        assert "<3" not in made.html
        assert f'<a href="{body.partition("(")[2].rstrip(")")}">' in made.html


def test_a_format_or_a_theme_that_is_no_more_has_a_word_that_stands_for_it() -> None:
    texts = load([shipped()]).texts("nl")
    said = Line(
        "common.coming",
        (("format", Text("gone.name")), ("when", When(WallTime("2026-12-17T19:30")))),
    )
    assert "is er een gesprek." in render([said], texts, {}).body
    theme = Line("common.plan-theme", (("theme", Text("themes.gone")),))
    assert "niet meer te lezen" in render([theme], texts, {}).body


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("key", ["gone.name", "gone.stage-title", "themes.gone"])
def test_what_was_asked_in_a_format_that_is_no_more_has_words_all_the_same(
    key: str, language: Literal["nl", "en"]
) -> None:
    library = load([shipped()])
    bar = Line("common.picture-bar", (("item", Text(key)), ("number", Count(3))))
    body = render([bar], library.texts(language), {}).body
    assert body.startswith("- ")
    assert len(body) > len("- : 3") + 4
