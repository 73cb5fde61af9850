"""What the people of the demo say, in both languages."""

from __future__ import annotations

from bot.demo.script import Script, load


def shape(script: Script) -> list[object]:
    """Everything about a script but its words."""
    scenes = [
        (scene.stage, [(beat.by, beat.button) for beat in scene.beats]) for scene in script.scene
    ]
    return scenes + [
        (
            (role.name, role.leads, len(role.after_talk)),
            [[(beat.by, beat.until, beat.button) for beat in turn] for turn in role.turns],
        )
        for role in script.person
    ]


def test_the_same_six_people_do_the_same_in_both_languages() -> None:
    dutch, english = load("nl"), load("en")
    assert len(dutch.person) == 6
    assert [role.name for role in dutch.person if role.leads] == ["Els"]
    assert shape(dutch) == shape(english)


def test_nobody_in_the_demo_needs_exclamation_marks() -> None:
    for script in (load("nl"), load("en")):
        assert not [words for words in script.sentences() if "!" in words.removeprefix("!")]
