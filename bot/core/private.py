"""The small machine of a private chat (R2): what concerns the asker alone, and nothing else.

| what happens | what it does |
|---|---|
| Kring arrives | says who it is and what a private chat is for |
| help, or words | explains: how it works, how to verify a device, that the rest belongs in the room |
| crisis | the organisation's crisis information |
| a language is chosen | this chat's language |
| an answer to a mistake | that answer |
| anything that belongs in a room | refused, with the reason |

It knows no room and no session but this chat, so it cannot tell of any.
"""

from __future__ import annotations

from bot.core import settings
from bot.core.circle import Circle
from bot.core.draft import Draft, line
from bot.core.effects import Effect
from bot.core.events import Act, Arrived, Asked, Did, Event, LanguageChosen, Spoke


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
        case Asked():
            settings.asked(draft, event)
        case _ if hasattr(event, "user"):
            draft.say("fault", line("private-refused"))
    return draft.circle, tuple(draft.effects)
