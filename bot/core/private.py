"""The small machine of a private chat (R2): what concerns the asker alone, and nothing else.

| what happens | what it does |
|---|---|
| Kring arrives | says who it is and what a private chat is for |
| help | explains: what can be asked here, how to verify a device, that the rest belongs in the room |
| crisis, also in plain words | the organisation's crisis information, and the question of ``calling`` |
| yes or no to that | the named human is brought in, or it is let rest; told so |
| a language is chosen | this chat's language |
| a voice is told, and no talk it is for | kept here until a talk begins, not for ever; told so |
| these voices are in a talk | not kept here any longer |
| absence, or that it is over | kept here until then; told so |
| reminders, or none | kept here; told so |
| to be forgotten | nothing is kept here any longer; told so |
| a message cannot be read | asked to send it again |
| an answer to a mistake, or to what concerns rooms too (``personal``) | that answer |
| any other words | told that nobody else reads them, and where help is |
| a tap, an edit, a removal, coming and going | nothing |
| anything that belongs in a room | refused, with the reason |

It knows no room and no session but this chat, so it cannot tell of any.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import calling, settings
from bot.core.circle import Circle
from bot.core.draft import Draft, line
from bot.core.effects import Bring, Day, Effect, Line, Tell
from bot.core.events import (
    Act,
    AlarmRang,
    Arrived,
    Asked,
    AwayTold,
    CalledPrivately,
    Did,
    Event,
    Forgot,
    Joined,
    LanguageChosen,
    Left,
    RemindersChosen,
    Spoke,
    Tapped,
    Unreadable,
    VoicesBrought,
    VoicesTold,
    WordsChanged,
    WordsRemoved,
)  # fmt: skip
from bot.core.own import Away, Own
from bot.core.people import Person, PersonId, Standing, UserId


def step(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
    """What becomes of a private chat when something happens, and what is asked for."""
    draft = Draft(circle, event.at)
    match event:
        case Arrived():
            draft.say("hello", line("hello-private" if event.encrypted else "hello-private-open"))
        case Did(act=Act.HELP) | Spoke(plain=Act.HELP):
            draft.say("help", line("help-private"))
        case Did(act=Act.CRISIS) | Spoke(plain=Act.CRISIS):
            draft.say("crisis", line("crisis"))
        case CalledPrivately():
            calling.crisis_privately(draft, event)
        case Did(act=Act.YES) | Spoke(plain=Act.YES | Act.FINE) if _is_asked(circle, event):
            _bring(draft, event.user)
        case Did(act=Act.NO) | Spoke(plain=Act.NO) if _is_asked(circle, event):
            calling.decline(draft, event.user)
            draft.say("help", line("help-rests"))
        case Spoke():
            draft.say("help", line("private-words"))
        case LanguageChosen():
            settings.language_chosen(draft, event)
        case VoicesTold():
            _keep_voices(draft, event)
        case VoicesBrought():
            draft.circle = replace(draft.circle, people=())
        case AwayTold():
            _keep(draft, replace(_own(draft, event.user), away=event.away))
            draft.say("help", line("back-noted") if event.away is None else _away(event.away))
        case RemindersChosen():
            _keep(draft, replace(_own(draft, event.user), reminders=event.wanted))
            draft.say("help", line("reminders-on" if event.wanted else "reminders-off"))
        case Forgot():
            _forget(draft, event.user)
            if event.asked_here:
                draft.say("forgotten", line("forgotten"))
        case AlarmRang():
            _come_back(draft)
            calling.let_go(draft)
            draft.let_go_in_time()
        case Unreadable():
            draft.say("ask", line("private-resend"))
        case Asked():
            settings.asked(draft, event)
        case Tapped() | Joined() | Left() | WordsChanged() | WordsRemoved():
            pass
        case _ if hasattr(event, "user"):
            draft.say("fault", line("private-refused"))
    draft.keep_for_now(circle)
    return draft.circle, tuple(draft.effects)


def _is_asked(circle: Circle, event: Did | Spoke) -> bool:
    """Whether they are asked if they want to speak to the named human."""
    return calling.is_nearest(circle, event.user, event.at, plainly=isinstance(event, Spoke))


def _bring(draft: Draft, user: UserId) -> None:
    wanted = calling.answered(draft, user, Bring(user, None))
    if isinstance(wanted, Tell):
        draft.say(wanted.moment, *wanted.lines)
    elif wanted is not None:
        draft.effects.append(wanted)
        draft.say("help", line("help-coming"))


def _keep_voices(draft: Draft, event: VoicesTold) -> None:
    """Keep them as a room does before a talk: they go along into the next one, and then from here."""
    people = (Person(PersonId(event.user), event.user, Standing.READER, event.voices),)
    draft.circle = replace(draft.circle, people=people if event.voices else ())
    draft.say("voices", line("voices-kept" if event.voices else "voices-withdrawn"))


def _forget(draft: Draft, user: UserId) -> None:
    """Let go of what is kept for somebody; not of what whoever had this chat before asked for."""
    circle = draft.circle
    people = tuple(person for person in circle.people if person.user != user)
    own = None if circle.own is not None and circle.own.user == user else circle.own
    draft.circle = replace(circle, people=people, own=own)
    calling.forget(draft, user)


def _own(draft: Draft, user: UserId) -> Own:
    """Return somebody's wishes; whoever had this chat before has it no more."""
    own = draft.circle.own
    return own if own is not None and own.user == user else Own(user)


def _keep(draft: Draft, own: Own) -> None:
    draft.circle = replace(draft.circle, own=None if own.is_empty else own)


def _away(away: Away) -> Line:
    if away.until is None:
        return line("away-noted-open")
    return line("away-noted", since=Day(away.since), until=Day(away.until))


def _come_back(draft: Draft) -> None:
    """An absence that is over is kept no longer."""
    own = draft.circle.own
    if own is not None and own.due is not None and own.due <= draft.at:
        _keep(draft, replace(own, away=None))
