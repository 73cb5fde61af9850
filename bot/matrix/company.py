"""Who in a room is no person: the patterns that are known for bridges and for bots (R7).

A ghost of a bridge and a bot look like anybody else on Matrix; only their names tell. Whoever takes
a name that no pattern knows is not found, and the texts say so. A name is read as it looks: letters
of other alphabets that look like ours count as ours.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

from bot.core.people import UserId
from bot.matrix.rooms import plain_name

_NETWORKS: Final = (
    "telegram|whatsapp|signal|discord|slack|irc|facebook|instagram|messenger|googlechat|gmessages"
    "|gvoice|twitter|teams|skype|linkedin|imessage|bluesky|mattermost|rocketchat|zulip|xmpp|jabber"
    "|sms|mautrix|heisenbridge|matterbridge|hangouts|wechat|viber|groupme|kakaotalk"
)
_BRIDGED: Final = re.compile(
    rf"_[a-z0-9]+_.+|_?({_NETWORKS})(bot|bridge|puppet)?([-_.=].*)?|_?meta(bot|_[0-9].*)"
    r"|appservice[-_.].*|(.*[-_.])?bridge[-_.]?bot.*"
)
_BRIDGED_NAME: Final = re.compile(
    rf".*[(\[]({_NETWORKS}|wa|fb|ig)[)\]]|(.*\W)?({_NETWORKS}) bridge|(.*\W)?bridge ?bot(\W.*)?"
)
_JOBS: Final = (
    "chat|echo|remind|reminder|weather|weer|hulp|help|poll|quiz|admin|news|nieuws|rss|github|gitlab"
    "|jira|gpt|ai|welcome|welkom|note|notes|notule|transcript|calendar|agenda|moderation|moderator"
)
_KNOWN: Final = (
    "maubot|mjolnir|draupnir|hookshot|opsdroid|honoroit|pantalaimon|baibot|chatgpt|openai|matrix-nio"
    "|notetaker|errbot|webhook"
)
# A first name, a dot and "bot" is a person: Bot is a surname.
_BOT: Final = re.compile(
    rf"(.*[-_]|ro)?bot([-_.0-9].*)?|(.*[-_.])?({_JOBS}|ro)[-_.]?bot([-_.0-9].*)?|.*({_KNOWN}).*"
)
_BOT_NAME: Final = re.compile(
    rf"(.*\W)?({_JOBS})[- ]?bot(\W.*)?|(.*\W)?robot(\W.*)?|(.*\W)?({_KNOWN})(\W.*)?"
)

_LOOKS_LIKE: Final = {
    **str.maketrans("авеѕіјкмнорстухһԁ", "abesijkmhopctyxhd"),
    **str.maketrans("αβεικνορτυχ", "abeiknoptux"),
    **str.maketrans("ıøł", "iol"),
}
"""Cyrillic, Greek and other small letters that cannot be told from Latin ones."""


def kind(user: UserId, name: str) -> Literal["bridge", "bot"] | None:
    """Tell what somebody is by their id and display name; None for all who may well be a person."""
    localpart, shown = _read(user[1:].partition(":")[0]), _read(name)
    if _BRIDGED.fullmatch(localpart) or _BRIDGED_NAME.fullmatch(shown):
        return "bridge"
    return "bot" if _BOT.fullmatch(localpart) or _BOT_NAME.fullmatch(shown) else None


def _read(name: str) -> str:
    """Return a name as it looks to people: one case, one width, no accents, no foreign letters."""
    decomposed = unicodedata.normalize("NFKD", plain_name(name)).casefold()
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.translate(_LOOKS_LIKE)
