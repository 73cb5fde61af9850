"""Until when somebody is away: days as people write them, in two languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.absence import Absence, absence

TODAY = date(2027, 1, 6)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("tot 12 januari", date(2027, 1, 12)),
        ("tot dinsdag 12 januari", date(2027, 1, 12)),
        ("tot 12 jan.", date(2027, 1, 12)),
        ("until January 12", date(2027, 1, 12)),
        ("until 12th of January", date(2027, 1, 12)),
        ("till Jan 12 2027", date(2027, 1, 12)),
        ("tot 12-1", date(2027, 1, 12)),
        ("tot 12/01/2027", date(2027, 1, 12)),
        ("tot 12.1.27", date(2027, 1, 12)),
        ("tot 2027-01-12", date(2027, 1, 12)),
        ("tot en met 12 januari", date(2027, 1, 13)),
        ("t/m 12 januari", date(2027, 1, 13)),
        ("through 12 January", date(2027, 1, 13)),
        ("tot 3 oktober", date(2027, 10, 3)),
        ("until 29 February", date(2028, 2, 29)),
        ("tot maandag", date(2027, 1, 11)),
        ("tot woensdag", date(2027, 1, 13)),
        ("until next Monday", date(2027, 1, 11)),
        ("tot volgende week", date(2027, 1, 11)),
        ("tot volgende week vrijdag", date(2027, 1, 15)),
        ("tot overmorgen", date(2027, 1, 8)),
        ("tot morgen!", date(2027, 1, 7)),
        ("tot over twee weken", date(2027, 1, 20)),
        ("twee weken", date(2027, 1, 20)),
        ("een week", date(2027, 1, 13)),
        ("a month", date(2027, 2, 6)),
        ("for 10 days", date(2027, 1, 16)),
        ("vandaag", date(2027, 1, 7)),
        ("Tot 1 Maart graag"[:11], date(2027, 3, 1)),
    ],
)
def test_a_day_is_read_as_people_write_it(words: str, until: date) -> None:
    assert absence(words, TODAY) == Absence(TODAY, until)


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("van 3 februari tot 10 februari", date(2027, 2, 3), date(2027, 2, 10)),
        ("from Feb 3 through Feb 10", date(2027, 2, 3), date(2027, 2, 11)),
        ("van 20 september tot 4 januari", date(2027, 9, 20), date(2028, 1, 4)),
        ("morgen", date(2027, 1, 7), date(2027, 1, 8)),
        ("op 20 januari", date(2027, 1, 20), date(2027, 1, 21)),
        ("volgende week", date(2027, 1, 11), date(2027, 1, 18)),
        ("van 30 december tot 12 januari", date(2026, 12, 30), date(2027, 1, 12)),
    ],
)
def test_somebody_may_be_away_later(words: str, since: date, until: date) -> None:
    assert absence(words, TODAY) == Absence(since, until)


def test_nothing_means_that_it_is_not_known_how_long() -> None:
    for words in ("", "  ", ".", "\ntot morgen"):
        assert absence(words, TODAY) == Absence(TODAY, None)


@pytest.mark.parametrize("words", ["terug", "weer terug", "Niet meer", "weg", "back!", "off"])
def test_who_is_back_is_back(words: str) -> None:
    assert absence(words, TODAY) == "back"


@pytest.mark.parametrize(
    "words",
    ["tot 3 januari", "tot 20 december", "tot 6-1", "tot 12 januari 2026", "3 januari", "tot vandaag",
     "van 20 december tot 4 januari", "van 28 december tot 3 januari"],
)  # fmt: skip
def test_a_day_that_has_just_passed_is_not_the_one_in_a_year(words: str) -> None:
    assert absence(words, TODAY) == "over"


def test_in_november_the_third_of_march_is_that_of_next_year() -> None:
    assert absence("tot 3 maart", date(2026, 11, 25)) == Absence(
        date(2026, 11, 25), date(2027, 3, 3)
    )


@pytest.mark.parametrize(
    "words",
    [
        "tot 31 februari", "tot 0 januari", "tot 12 januari 2999", "tot",
        "tot sint-juttemis", "van 3 mei tot 1 mei 2027", "tot 12 januari 12 maart", "van maandag",
        "omdat het niet gaat", "tot 99-99", "tot 1-1-1-1", "tot ٣ januari", "0 dagen", "999 weken",
        "tot 12 januari en tot 14 januari",
    ],
)  # fmt: skip
def test_what_is_no_day_is_asked_for_again(words: str) -> None:
    assert absence(words, TODAY) is None


@given(st.text(max_size=60))
def test_any_words_are_read_or_not(words: str) -> None:
    absence(words, TODAY)


_WORDS = st.sampled_from(
    ["tot", "van", "t/m", "until", "from", "12", "31", "0", "januari", "feb", "maandag", "volgende",
     "week", "over", "twee", "weken", "2027", "99"]
)  # fmt: skip


@given(st.lists(_WORDS, max_size=7).map(" ".join))
def test_who_is_away_comes_back_later_than_they_go_and_than_today(words: str) -> None:
    found = absence(words, TODAY)
    if isinstance(found, Absence) and found.until is not None:
        assert found.until > found.since
        assert found.until > TODAY
