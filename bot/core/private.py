"""The small machine of a private chat (R2): what concerns the asker alone, and nothing else.

| what happens | what it does |
|---|---|
| Kring arrives | says who it is and what a private chat is for |
| help, or words | explains: how it works, how to verify a device, that the rest belongs in the room |
| crisis | the organisation's crisis information |
| a language is chosen | this chat's language |
| a voice is told, and no talk it is for | kept here, until a talk begins; told so |
| these voices are in a talk | not kept here any longer |
| an answer to a mistake, or to what concerns rooms too (``personal``) | that answer |
| anything that belongs in a room | refused, with the reason |

It knows no room and no session but this chat, so it cannot tell of any.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import settings
from bot.core.circle import Circle
from bot.core.draft import Draft, line
from bot.core.effects import Effect
from bot.core.events import (
    Act,
    Arrived,
    Asked,
    Did,
    Event,
    LanguageChosen,
    Spoke,
    VoicesBrought,
    VoicesTold,
)
from bot.core.people import Person, PersonId, Standing


def step(circle: Circle, event: Event) -> tuple[Circle, tuple[Effect, ...]]:
    """What becomes of a private chat when something happens, and what is asked for."""
    draft = Draft(circle, event.at)
    match event:
        case Arrived():
            draft.say("hello", line("hello-private"))
        case Did(act=Act.HELP) | Spoke():
            draft.say("help", line("help-private"))
        case Did(act=Act.CRISIS):
            settings.crisis(draft, event)
        case LanguageChosen():
            settings.language_chosen(draft, event)
        case VoicesTold():
            _keep_voices(draft, event)
        case VoicesBrought():
            draft.circle = replace(draft.circle, people=())
        case Asked():
            settings.asked(draft, event)
        case _ if hasattr(event, "user"):
            draft.say("fault", line("private-refused"))
    return draft.circle, tuple(draft.effects)


def _keep_voices(draft: Draft, event: VoicesTold) -> None:
    """Keep them as a room does before a talk: they go along into the next one, and then from here."""
    people = (Person(PersonId(event.user), event.user, Standing.READER, event.voices),)
    draft.circle = replace(draft.circle, people=people if event.voices else ())
    draft.say("voices", line("voices-kept" if event.voices else "voices-withdrawn"))
