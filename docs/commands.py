"""Writes docs/commands.md from the catalogue of commands: ``python docs/commands.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.commands.catalogue import CATALOGUE, Entry

PAGE = Path(__file__).with_name("commands.md")

WHAT: dict[str, str] = {
    "start": "open a session: `!start kampvuur Thuis`, `!start campfire spoken Home`",
    "join": "into the circle (✅ under the gathering)",
    "listen": "read along",
    "agree": "agree to the agreements (✅ under them); a reader joins with it",
    "yes": "yes to what is asked",
    "no": "no to what is asked",
    "role": "the voice or voices you bring; `!rol geen` takes them back. Kring never repeats them",
    "done": "your turn is done (✅ under it)",
    "pass": "pass; at the end you are offered the floor once more (⏭️)",
    "later": "your turn moves to the end (🕓)",
    "hand": "ask for the floor, where nobody is called; `!hand weg` takes it back (✋)",
    "pause": "pause at once (⏸️)",
    "resume": "go on: whoever paused, or the facilitator; anyone once the pauser has left",
    "next": "lead on: to the agreements, the next turn, the next part, the close",
    "back": "take back what you just did, as long as nothing came of it (🕓, or remove your tap)",
    "stop": "close at once; from somebody else it pauses and asks the facilitator",
    "facilitator": "hand the task to somebody, or share it between two",
    "trusted": "the named human who can be reached and looks after whoever leaves",
    "seat": "a place at the table for somebody without a device; `!plek weg Oma` takes it away",
    "me": "the talk is about me, where a talk can be about somebody; `!ik niet` takes it back",
    "note": "a note that stays with the room, with its words or as a reply to a message",
    "notes": "links to the notes, and whether they stand",
    "concerns-me": "a note is about me: as a reply to it, or the latest",
    "withdraw": "take back a note or your yes to one, as a reply to it; or your line of the harvest",
    "plan": "plan meetings: `!plan kampvuur elke derde donderdag 19:30`; Kring says what it understood",
    "agenda": "what is planned here, with numbers",
    "move": "`!verzet 1 vrijdag 20:00` moves one; `!verzet 1 elke vrijdag 20:00` moves all of them",
    "cancel": "`!afzeggen 1` cancels one; `!afzeggen 1 alles` cancels all of them",
    "picture": "a picture of what fits now, with all of it in words: the circle, a map, scores",
    "overview": "where we are, who spoke, who waits, what comes next; kept up to date",
    "safety": "is this room safe, and who can read what; `!veilig herstel` has Kring mend what it may, "
    "`!veilig nieuw` has it make a fresh room and invite all (facilitator)",
    "formats": "the conversations Kring can lead",
    "themes": "the themes, in groups: `!themas 2`; choose one with `!start kampvuur 12` or its title",
    "language": "`!taal nl` or `!taal en`",
    "what-do-you-know": "all that Kring keeps about you, told to you alone",
    "forget-me": "Kring lets go of all it keeps about you; you read along from then on",
    "away": "privately: that you are away, `!afwezig tot 12 januari`, and back: `!afwezig terug`",
    "reminders": "privately: be reminded of meetings or not, `!herinner aan`, `!herinner uit`",
    "help": "what you can do here",
    "crisis": "where to find help now; in a room or privately, at any time",
}
WHO = {
    "facilitator": "facilitator",
    "coordinator": "coordinator",
    "self": "yourself",
    "speaker": "who has the floor",
    "circle": "in the circle",
    "room": "in the room",
    "all": "anyone",
}

HEAD = """\
# Commands

Dutch and English always both work, in any room. A command begins with `!`, or with Kring's name.
`!klaar`, `!pas`, `!later`, `!hand` and `!akkoord` take the name of a seat too. Where it is clear what
you mean, plain words do as well: *ik doe mee*, *akkoord*, *klaar*, *ik pas*, *pauze graag*.

What was done too soon can be taken back, as long as nothing came of it: `!terug`, *oeps*, 🕓 under what
came of it, or removing the tap or the message. Who just ended their turn in a round taps ✋.

A facilitator has power level 50 or more in the room, made the room, is named in the configuration,
or was handed the task. A coordinator has power level 50 too, or is named in the configuration.

| Nederlands | English | for | what it does |
|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(_row(entry) for entry in CATALOGUE)


def _row(entry: Entry) -> str:
    shown = f"`{entry.shown('nl')}` | `{entry.shown('en')}`"
    return f"| {shown} | {WHO[entry.who]} | {WHAT[entry.name]} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
