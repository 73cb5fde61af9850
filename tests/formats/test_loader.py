"""Everything wrong in a content folder is told at once, with file and key."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Voice
from bot.core.plan import AskPlan, HoldPlan, OpenPlan, Order, RoundPlan
from bot.formats.loader import ContentFaults, Library, check, load, shipped
from bot.words.texts import Alternatives, Phrase, Plural

FORMAT = """
[name]
nl = "stilte"
en = "silence"

[people]
fewest = 3
most = 8

[[stage]]
id = "opening"
kind = "round"
order = "circle"
turn_minutes = 2

[[stage]]
id = "check-out"
kind = "ask"
moment = "check-out"
seconds = 90

[[stage]]
id = "after-talk"
kind = "hold"
moment = "after-talk"
minutes = 10
"""
TEXTS = """
summary = "Stilte."
gathering = "Straks zijn we stil. Het thema is: {theme}."
gathering-plain = "Straks zijn we stil."
closed = "Tot ziens."
opening = "We beginnen. Wat maakt dat je hier bent?"
check-out = "Hoe ga je weg?"
after-talk = "Praat gerust na."
opening-title = "de opening"
check-out-title = "afscheid"
after-talk-title = "napraten"
"""
ENGLISH = """
summary = "Silence."
gathering = "Soon we are silent. The theme is: {theme}."
gathering-plain = "Soon we are silent."
closed = "Goodbye."
opening = "We begin. What brings you here?"
check-out = "How do you leave?"
after-talk = "Feel free to talk on."
opening-title = "the opening"
check-out-title = "saying goodbye"
after-talk-title = "talking on"
"""
CHECK_OUT = """
[[stage]]
id = "goodbye"
kind = "hold"
moment = "check-out"
seconds = 60

[[stage]]
id = "after-talk"
kind = "hold"
moment = "after-talk"
minutes = 10
"""
Overlay = Callable[[dict[str, str]], Path]


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    """Write files into a folder that is laid over the shipped one."""

    def write(files: dict[str, str]) -> Path:
        for name, content in files.items():
            file = tmp_path / "laid over" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode())
        return tmp_path / "laid over"

    return write


def silence(**changed: str) -> dict[str, str]:
    files = {"format": FORMAT, "nl": TEXTS, "en": ENGLISH} | changed
    return {f"silence/{name}.toml": content for name, content in files.items()}


def faults(folder: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(ContentFaults) as caught:
        load([shipped(), folder])
    assert all(fault.remedy for fault in caught.value.faults)
    assert str(caught.value).count("\n") == len(caught.value.faults) - 1
    return [(fault.file.name, fault.key, fault.what) for fault in caught.value.faults]


def test_the_shipped_content_has_no_fault_and_good_language() -> None:
    assert [str(fault) for fault in check(None)] == []


def test_the_campfire_is_first_a_round_as_human_beings_then_from_the_role_then_open() -> None:
    stages = load([shipped()]).plans["campfire"].stages
    assert stages[:4] == (
        RoundPlan("opening", Order.CIRCLE, 180),
        AskPlan("voices", 240, "voices"),
        HoldPlan("break-after-opening", 600),
        RoundPlan("from-the-role", Order.TRIAD, 180),
    )
    assert stages[5] == OpenPlan("open", 2400, 180)
    assert stages[-3:] == (
        RoundPlan("harvest", Order.CIRCLE, 60, harvest=True),
        AskPlan("check-out", 180, "check-out"),
        HoldPlan("after-talk", 900, "after-talk"),
    )


def test_a_campfire_with_as_many_as_can_takes_about_three_hours() -> None:
    plan = load([shipped()]).plans["campfire"]
    seconds = sum(
        stage.turn_seconds * plan.most if isinstance(stage, RoundPlan) else stage.seconds
        for stage in plan.stages
    )
    assert 165 * 60 <= seconds <= 195 * 60


def test_texts_have_their_shape_in_both_languages() -> None:
    library = load([shipped()])
    for language in ("nl", "en"):
        texts = library.texts("en" if language == "en" else "nl")
        assert isinstance(texts["common.hello"], Phrase)
        assert isinstance(texts["common.turn"], Alternatives)
        assert isinstance(texts["common.readers"], Plural)
    assert library.texts("nl")["campfire.name"] == Phrase("kampvuur")
    assert library.texts("en")["command.done"] == Phrase("!done")


@pytest.mark.parametrize("name", ["kampvuur", "Campfire", " KAMPVUUR", "kampvuurgesprek"])
def test_a_format_is_found_by_any_of_its_names(name: str) -> None:
    assert load([shipped()]).find(name) == "campfire"


def test_a_name_that_is_nearly_right_points_to_the_format() -> None:
    library = load([shipped()])
    assert library.find("kampvuurr") is None
    assert library.near("kampvuurr") == ("campfire",)
    assert library.near("xyzzy") == ()


def test_a_folder_laid_over_adds_formats_and_replaces_single_texts(overlay: Overlay) -> None:
    folder = overlay({**silence(), "common/nl.toml": 'paused = "Stil."'})
    library = load([shipped(), folder])
    assert library.find("stilte") == "silence"
    assert library.texts("nl")["common.paused"] == Phrase("Stil.")
    assert library.texts("nl")["common.resumed"] == load([shipped()]).texts("nl")["common.resumed"]


def test_other_stages_laid_over_a_format_need_not_use_all_its_texts(overlay: Overlay) -> None:
    short = FORMAT.replace("stilte", "kampvuur").replace("silence", "campfire")
    library = load([shipped(), overlay({"campfire/format.toml": short})])
    assert [stage.id for stage in library.plans["campfire"].stages] == [
        "opening", "check-out", "after-talk",
    ]  # fmt: skip
    folder = overlay({"campfire/nl.toml": 'silence = "Stil."'})
    assert faults(folder) == [("nl.toml", "silence", "this text is not used")]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(overlay: Overlay) -> None:
    content = "\ufeff" + TEXTS.replace("\n", "\r\n")
    assert load([shipped(), overlay(silence(nl=content))]).find("stilte") == "silence"


def test_the_crisis_text_can_be_a_file_or_a_text_of_ones_own(overlay: Overlay) -> None:
    folder = overlay({
        "common/nl.toml": 'ours = "Bel 088."', "common/en.toml": 'ours = "Call 088."',
        "crisis.txt": "Bel de wacht: 088.",
    })  # fmt: skip
    own = load([shipped(), folder], crisis="common.ours")
    assert own.texts("en")["common.crisis"] == Phrase("Call 088.")
    of_file = load([shipped()], crisis=folder / "crisis.txt")
    assert of_file.texts("nl")["common.crisis"] == Phrase("Bel de wacht: 088.")


@pytest.mark.parametrize("key", ["common.crsis", "common.else-where", "nowhere.crisis"])
def test_a_crisis_text_that_is_not_there_is_told_by_its_place_in_the_configuration(
    key: str,
) -> None:
    with pytest.raises(ContentFaults) as caught:
        load([shipped()], crisis=key)
    for fault, language in zip(caught.value.faults, ("nl", "en"), strict=True):
        told = (
            f"the configuration, [safety] crisis_text: there is no text '{key}' in {language}.toml"
        )
        assert str(fault).startswith(told)
    if key == "common.crsis":
        assert "Did you mean common.crisis?" in str(fault)


def test_a_crisis_text_in_one_language_only_or_spoilt_is_told_once(overlay: Overlay) -> None:
    half = overlay({"common/nl.toml": 'ours = "Bel 088."'})
    with pytest.raises(ContentFaults) as caught:
        load([shipped(), half], crisis="common.ours")
    (fault,) = caught.value.faults
    assert str(fault).endswith("no text 'common.ours' in en.toml. Write it in en.toml too.")
    spoilt = overlay({"common/nl.toml": "ours = 1", "common/en.toml": 'ours = "Call 088."'})
    with pytest.raises(ContentFaults) as caught:
        load([shipped(), spoilt], crisis="common.ours")
    (fault,) = caught.value.faults
    assert (fault.file.name, fault.key) == ("nl.toml", "ours")
    file = overlay({"crisis.txt": "Bel {nummer}."}) / "crisis.txt"
    with pytest.raises(ContentFaults, match=r"crisis\.txt, \[safety\] crisis_text: \{nummer\}"):
        load([shipped()], crisis=file)


STAGE = FORMAT.replace
_HARVEST = (
    'id = "h{}"\nkind = "round"\norder = "circle"\nturn_seconds = 9\nharvest = true\n[[stage]]\n'
)
TWO_HARVESTS = FORMAT.replace(
    'id = "check-out"', f'{_HARVEST.format(1)}{_HARVEST.format(2)}id = "check-out"'
)
TEXTS_OF_TWO = f'{TEXTS}h1 = "Wat neem je mee?"\nh2 = "Wat neem je mee?"\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (silence(nl="opening = "), ("nl.toml", "", "behind 'opening' does not stand between quotes")),
        (silence(nl=TEXTS + 'pause = "x"'), ("nl.toml", "pause", "not used")),
        (silence(en=ENGLISH.replace("closed", "#")), ("en.toml", "closed", "missing")),
        (silence(en=ENGLISH.replace("opening", "#")), ("en.toml", "opening", "missing")),
        (silence(nl=TEXTS.replace("{theme}", "x")), ("nl.toml", "gathering", "{theme} is missing")),
        (silence(nl=TEXTS.replace("stil.", "{who}.")), ("nl.toml", "gathering", "{who} is unknown")),
        (silence(nl=TEXTS.replace("Tot", "{ Tot")), ("nl.toml", "closed", "brace")),
        (silence(nl=TEXTS.replace('"Tot ziens."', "3")), ("nl.toml", "closed", "not a text")),
        (silence(nl=TEXTS.replace("Tot ziens.", " ")), ("nl.toml", "closed", "text is empty")),
        (silence(format=STAGE('"hold"', '"holdd"')), ("format.toml", "stage 3", "'holdd' is not")),
        (silence(format=STAGE('kind = "hold"', "")), ("format.toml", "stage 3", "has no kind")),
        (silence(format=STAGE("order", "ordre")), ("format.toml", "stage 1, ordre", "unknown")),
        (silence(format=STAGE('"circle"', '"square"')),
         ("format.toml", "stage 1, order", "square")),
        (silence(format=STAGE("fewest", "least")), ("format.toml", "people, least", "unknown")),
        (silence(format=STAGE("most = 8", "most = 2")),
         ("format.toml", "people", "more than most")),
        (silence(format=STAGE('"check-out"\nk', '"opening"\nk')),
         ("format.toml", "stage 2, id", "twice")),
        (silence(format=STAGE('"opening"', '"closed"')),
         ("format.toml", "stage 1, id", "another text")),
        (silence(nl=TEXTS.replace("opening-title", "# ")),
         ("nl.toml", "opening-title", "missing")),
        (silence(nl=TEXTS.replace("de opening", "We openen.")),
         ("nl.toml", "opening-title", "more than a name")),
        (silence(nl=TEXTS.replace("de opening", "het begin van dit gesprek met elkaar")),
         ("nl.toml", "opening-title", "7 words")),
        (silence(format=STAGE('"check-out"\nk', '"opening-title"\nk')),
         ("format.toml", "stage 2, id", "another text")),
        (silence(format=STAGE('"opening"', '"O p"')),
         ("format.toml", "stage 1, id", "cannot be an id")),
        (silence(format=STAGE("turn_minutes = 2", "turn_minutes = 0")),
         ("format.toml", "stage 1, turn_minutes", "more than 0")),
        (silence(format=STAGE("turn_minutes = 2", "turn_minutes = '2'")),
         ("format.toml", "stage 1, turn_minutes", "whole number")),
        (silence(format=STAGE("turn_minutes = 2", "")), ("format.toml", "stage 1", "no length")),
        (silence(format=STAGE("minutes = 10", "minutes = 10\nseconds = 1")),
         ("format.toml", "stage 3", "twice")),
        (silence(format=STAGE("turn_minutes = 2", "turn_minutes = 2\nwho = []")),
         ("format.toml", "stage 1, who", "nobody could speak")),
        (silence(format=STAGE("turn_minutes = 2", "turn_minutes = 2\nwho = ['boss']")),
         ("format.toml", "stage 1, who, 0", "boss")),
        (silence(format=STAGE("fewest = 3", "fewest = 3\nwhile = 1")),
         ("format.toml", "people, while", "unknown")),
        (silence(format='while_present = ["others"]' + FORMAT),
         ("format.toml", "while_present 1", "'others' is not possible")),
        (silence(format=STAGE("seconds = 90", "seconds = 90\nabout = 'ja'")),
         ("format.toml", "stage 2, about", "neither true nor false")),
        (silence(format=STAGE("turn_minutes = 2", "turn_minutes = 9")),
         ("format.toml", "stage 1", "72 minutes without a break")),
        (silence(format=STAGE('moment = "check-out"', "")), ("format.toml", "stage", "no check-out")),
        (silence(format=STAGE('moment = "after-talk"', "")), ("format.toml", "stage 3", "after-talk")),
        (silence(format=STAGE('kind = "ask"\nmoment = "check-out"\nseconds = 90',
                              'kind = "hold"\nmoment = "after-talk"\nseconds = 90')),
         ("format.toml", "stage", "more than one after-talk")),
        (silence(format=STAGE('kind = "round"\norder = "circle"\nturn_minutes = 2',
                              'kind = "hold"\nminutes = 2')), ("format.toml", "stage", "nobody can")),
        (silence(format=STAGE("turn_minutes = 2", "turn_minutes = 2\nharvest = 1")),
         ("format.toml", "stage 1, harvest", "neither true nor false")),
        (silence(format=TWO_HARVESTS, nl=TEXTS_OF_TWO, en=TEXTS_OF_TWO),
         ("format.toml", "stage", "more than one harvest")),
        (silence(format=STAGE('kind = "round"\norder = "circle"', 'kind = "open"')),
         ("format.toml", "stage 1", "it has no length")),
        (silence(format=STAGE('kind = "round"\norder = "circle"\nturn_', 'kind = "open"\n')),
         ("format.toml", "stage 1", "a turn has no length")),
        (silence(format=STAGE('"stilte"', '"kampvuur"')), ("format.toml", "name", "already a name")),
        ({"silence/nl.toml": TEXTS}, ("silence", "", "no format.toml")),
        ({"common/nl.toml": 'paused = ["a"]'}, ("nl.toml", "paused", "not a text")),
        ({"common/nl.toml": 'turn = ["a {name}"]'}, ("nl.toml", "turn", "{next} is missing")),
        ({"common/nl.toml": 'turn = ["{name} {next}", "Hierna: {next}"]'},
         ("nl.toml", "turn", "{name} is missing")),
        ({"common/nl.toml": f'turn = ["{{name}} {{next}} {"en " * 14}"]'},
         ("nl.toml", "turn", "shortest alternative has 16 words")),
        ({"common/nl.toml": 'readers = "x"'}, ("nl.toml", "readers", "singular")),
        ({"common/nl.toml": 'readers.one = "x"'}, ("nl.toml", "readers.other", "missing")),
        ({"common/nl.toml": 'readers = {one="x", other="{count}", many="y"}'},
         ("nl.toml", "readers.many", "unknown")),
        ({"Upper/format.toml": FORMAT, "Upper/nl.toml": TEXTS, "Upper/en.toml": TEXTS},
         ("Upper", "", "cannot be the id")),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file_and_key(
    overlay: Overlay, files: dict[str, str], expected: tuple[str, str, str]
) -> None:
    file, key, what = expected
    found = faults(overlay(files))
    assert any(f == file and k == key and what in w for f, k, w in found), found


def test_a_format_says_whom_it_needs_and_whom_a_part_is_for(overlay: Overlay) -> None:
    stages = STAGE("turn_minutes = 2", "turn_minutes = 2\nwho = ['centre', 'client']").replace(
        'moment = "check-out"\nseconds = 90', "about = true\nseconds = 90"
    )
    before, _, _ = stages.rpartition("[[stage]]")
    whole = 'while_present = ["centre", "naaste", "centre"]' + before + CHECK_OUT
    texts = TEXTS + 'goodbye = "Hoe ga je weg?"\ngoodbye-title = "afscheid"\n'
    library = load([shipped(), overlay(silence(format=whole, nl=texts, en=texts))])
    plan = library.plans["silence"]
    assert plan.while_present == ("centre", Voice.NAASTE)
    opening, about, *_ = plan.stages
    assert isinstance(opening, RoundPlan)
    assert opening.who == ("centre", Voice.CLIENT)
    assert isinstance(about, AskPlan)
    assert (about.about, plan.has_centre) == (True, True)
    assert not library.plans["campfire"].has_centre


def test_all_faults_are_told_at_once(overlay: Overlay) -> None:
    folder = overlay({
        **silence(nl=TEXTS + 'x = "x"', en="x ="),
        "common/nl.toml": 'paused = "{who}"',
        "common/en.toml": 'paused = 1',
    })  # fmt: skip
    assert len(faults(folder)) == 4


def test_a_file_that_is_not_utf_8_is_told(overlay: Overlay) -> None:
    folder = overlay(silence())
    (folder / "silence/nl.toml").write_bytes('closed = "é"'.encode("latin-1"))
    assert faults(folder) == [("nl.toml", "", "this is not UTF-8")]


def test_a_folder_or_language_that_cannot_be_read_is_told(overlay: Overlay, tmp_path: Path) -> None:
    assert "cannot be read" in faults(tmp_path / "nowhere")[0][2]
    folder = overlay(silence())
    (folder / "silence/en.toml").unlink()
    assert faults(folder) == [("en.toml", "", "there is no en.toml here")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Fijn dat je er bent!", "exclamation mark"),
        ("Typ !klaaar.", "!klaaar is not a command"),
        ("Typ !done.", "!done is a command of the other language"),
        ("Vind je het hier fijn in de kring?", "can be answered with yes or no"),
        (f"Dit is {'heel ' * 22}lang.", "16 words on average"),
    ],
)
def test_check_hears_language_that_is_not_plain(overlay: Overlay, text: str, what: str) -> None:
    found = [
        str(fault)
        for fault in check(overlay(silence(nl=TEXTS.replace("We beginnen.", text))))
        if not fault.remark
    ]
    assert len(found) == 1
    assert f"silence/nl.toml, line 6, opening: {what}" in found[0] or what in found[0]


def test_a_mended_folder_has_nothing_left_to_check(overlay: Overlay) -> None:
    assert [one.what for one in check(overlay(silence()))] == ["there is no about.md here"]


@cache
def library_once() -> Library:
    return load([shipped()])


@given(st.text())
def test_no_name_makes_the_library_stumble(name: str) -> None:
    library = library_once()
    found = library.find(name)
    assert found is None or found in library.plans
    assert all(id in library.plans for id in library.near(name))
