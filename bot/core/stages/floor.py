"""The floor, where people speak one by one: what ``round`` and ``open`` say and ask the same way.

A turn is announced in one message. Time running out brings one kind question, never an end. Words
out of turn are let stand; once in a stage all are reminded, and nobody is named.
"""

from __future__ import annotations

from typing import Literal

from bot.core.circle import Open, Turn
from bot.core.draft import Draft, line
from bot.core.effects import Button, Line
from bot.core.events import Act, Spoke
from bot.core.people import PersonId
from bot.core.plan import Mode


def is_free_to_give(draft: Draft) -> bool:
    """Whether a turn may begin now: not in a pause, nor while a newcomer is waited for (R5)."""
    session = draft.session
    waits = session.newcomers and session.plan.newcomers == "wait"
    return session.pause is None and not waits


def next_turn(draft: Draft, id: PersonId, seconds: int) -> Turn:
    """Begin a turn, with the next number in the session."""
    number = draft.session.turns + 1
    draft.change(turns=number, resend_asked=())
    return Turn(id, number, draft.after(seconds))


def ending(act: Act, turn: Turn) -> Literal["done", "pass", "later"] | None:
    """How the speaker ends their turn with an act; None if it does not end it."""
    match act:
        case Act.DONE:
            return "done"
        case Act.PASS:
            return "pass"
        case Act.LATER:
            return "later"
        case Act.YES if was_asked(turn):
            return "done"
    return None


def is_let_be(act: Act, turn: Turn) -> bool:
    """Whether an act of the speaker's means nothing more than that they go on."""
    return act in (Act.HAND, Act.HAND_DOWN) or (act is Act.NO and was_asked(turn))


def was_asked(turn: Turn) -> bool:
    """Whether the speaker was asked whether they are done."""
    return turn.until is None


def announce(draft: Draft, turn: Turn, *lines: Line, buttons: tuple[Button, ...]) -> None:
    """Say whose turn it is, to everyone, and call only that person."""
    person = draft.circle.person(turn.person)
    draft.say(
        "turn",
        *lines,
        mention=(person.user,) if person else (),
        person=turn.person,
        until=turn.until,
        turn=turn.number,
        buttons=buttons,
    )


def ask_whether_done(draft: Draft, turn: Turn) -> None:
    """Ask the speaker, once; a question, never a stop."""
    person = draft.circle.person(turn.person)
    draft.say(
        "ask",
        line("time-question", name=draft.name(turn.person)),
        mention=(person.user,) if person else (),
        person=turn.person,
        turn=turn.number,
    )


def is_in_turn(draft: Draft, turn: Turn | None, said: Spoke) -> bool:
    """Whether these words are of whoever has the floor, or brought the seat that has it."""
    speaker = draft.circle.person(turn.person) if turn else None
    return speaker is not None and speaker.user == said.user


def disturbs(draft: Draft, turn: Turn | None, said: Spoke) -> bool:
    """Whether these words go through somebody's turn; support, a facilitator's words
    and a newcomer's never do.
    """
    if turn is None or is_in_turn(draft, turn, said) or said.brief:
        return False
    session = draft.session
    calm = session.mode is not Mode.WRITTEN or session.pause is not None
    leads = said.user in session.facilitators
    new = said.user in session.newcomers  # a first word is not met with a reminder
    return not (calm or leads or new)


def remind(draft: Draft) -> None:
    """Remind everyone that one person is speaking, and how to ask for the floor where that can be."""
    by_hand = isinstance(draft.session.stage, Open)
    draft.say("reminder-all", line("reminder-hands") if by_hand else line("reminder-all"))
