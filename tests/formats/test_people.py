"""Who is asked for what in a format of one's own: read, and every fault told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.plan import AskPlan, Centre, RoundPlan
from bot.formats.loader import ContentFaults, load, shipped

FORMAT = """
own_agreements = true
minutes = 60
purpose = "listen"

[name]
nl = "binnen en buiten"
en = "inside and outside"

[people]
fewest = 4
most = 20
workers = 2
voices = ["client", "professional"]
centre = { are = "tellers", fewest = 2, most = 6 }

[[stage]]
id = "circles"
kind = "ask"
about = true
minutes = 5

[[stage]]
id = "roles"
kind = "ask"
moment = "voices"
minutes = 5

[[stage]]
id = "tell"
kind = "round"
order = "circle"
who = ["centre"]
turn_minutes = 3

[[stage]]
id = "may-we"
kind = "ask"
moment = "permission"
who = ["network"]
permits = ["helpers"]
minutes = 3

[[stage]]
id = "break"
kind = "hold"
minutes = 5

[[stage]]
id = "helpers"
kind = "open"
who = ["workers"]
minutes = 10
turn_minutes = 2

[[stage]]
id = "letter"
kind = "round"
order = "circle"
harvest = true
heading = true
calls_most = 10
turn_minutes = 1

[[stage]]
id = "story"
kind = "round"
order = "volunteer"
speakers = 1
turn_minutes = 5

[[stage]]
id = "check-out"
kind = "ask"
moment = "check-out"
minutes = 2

[[stage]]
id = "after-talk"
kind = "hold"
moment = "after-talk"
minutes = 5
"""
STAGES = ("circles", "roles", "tell", "may-we", "break", "helpers", "letter", "story", "check-out",
          "after-talk")  # fmt: skip
TEXTS = "\n".join(
    [
        'summary = "Hier. Nog iets."',
        'gathering = "Hier: {theme}."',
        'gathering-plain = "Hier."',
        'agreements = "Hier."',
        'closed = "Hier."',
        'letter-heading = "Hier."',
        *(f'{stage} = "Wat nu?"' for stage in STAGES),
        *(f'{stage}-title = "hier"' for stage in STAGES),
    ]
)


def laid_over(folder: Path, format: str = FORMAT, texts: str = TEXTS) -> Path:
    """A folder with this one format."""
    place = folder / "mine" / "inside"
    place.mkdir(parents=True)
    (place / "format.toml").write_text(format)
    for language in ("nl", "en"):
        (place / f"{language}.toml").write_text(texts)
    return folder / "mine"


def test_who_tells_who_works_and_what_is_permitted_is_read(tmp_path: Path) -> None:
    library = load([shipped(), laid_over(tmp_path)])
    plan, card = library.plans["inside"], library.cards["inside"]
    assert plan.centre == Centre("tellers", 2, 6)
    assert (plan.workers, plan.own_agreements) == (2, True)
    assert (card.purpose, card.minutes, len(card.voices)) == ("listen", 60, 2)
    by_id = {stage.id: stage for stage in plan.stages}
    may_we, letter, story = by_id["may-we"], by_id["letter"], by_id["story"]
    assert isinstance(may_we, AskPlan)
    assert (may_we.who, may_we.permits) == (("network",), ("helpers",))
    assert isinstance(letter, RoundPlan)
    assert (letter.heading, letter.calls_most) == (True, 10)
    assert isinstance(story, RoundPlan)
    assert story.speakers == 1
    assert library.texts("nl")["inside.in-short"].forms == ("- Hier.",)


def test_how_long_it_takes_is_reckoned_where_it_is_not_said(tmp_path: Path) -> None:
    library = load([shipped(), laid_over(tmp_path, FORMAT.replace("minutes = 60", "", 1))])
    assert library.cards["inside"].minutes == 70  # 5 + 5 + 6×3 + 3 + 5 + 10 + 10×1 + 5 + 2 + 5 = 68


@pytest.mark.parametrize(
    ("was", "becomes", "place", "what"),
    [
        ("fewest = 2, most = 6", "fewest = 7, most = 6", "people, centre", "do not fit"),
        ("fewest = 2, most = 6", "fewest = 2, most = 60", "people, centre", "do not fit"),
        ("workers = 2", "workers = 21", "people, workers", "more than people.most"),
        ("about = true\n", "", "people, centre", "whether they are at the centre"),
        ('moment = "voices"\n', "", "people, workers", "asked for their role"),
        ('["helpers"]', '["tell"]', "stage 4, permits", "no later stage"),
        ('["helpers"]', '["nothing"]', "stage 4, permits", "no later stage"),
        ('["helpers"]', '["after-talk"]', "stage 4, permits", "no later stage"),
        ('moment = "permission"\n', "", "stage 4, permits", "asked for permission"),
        ('order = "volunteer"', 'order = "random"', "stage 8, speakers", "everyone is called"),
        ("harvest = true\n", "", "stage 7, heading", "no lines"),
        ("minutes = 60", "minutes = 30", "minutes", "68 minutes together"),
        ('purpose = "listen"', 'purpose = "fun"', "purpose", "'fun' is not possible"),
        ('"professional"]', '"boss"]', "people, voices, 1", "'boss' is not possible"),
        ('["network"]', '["family"]', "stage 4, who, 0", "'family' is not possible"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(
    tmp_path: Path, was: str, becomes: str, place: str, what: str
) -> None:
    assert was in FORMAT
    folder = laid_over(tmp_path, FORMAT.replace(was, becomes, 1))
    with pytest.raises(ContentFaults) as caught:
        load([shipped(), folder])
    told = [(fault.key, fault.what) for fault in caught.value.faults]
    assert any(key == place and what in said for key, said in told), told


@pytest.mark.parametrize("key", ["agreements", "letter-heading"])
def test_a_text_of_its_own_has_to_be_there(tmp_path: Path, key: str) -> None:
    folder = laid_over(tmp_path, texts=TEXTS.replace(f"{key} =", f"# {key} ="))
    with pytest.raises(ContentFaults) as caught:
        load([shipped(), folder])
    assert {fault.key for fault in caught.value.faults} == {key}
