"""What Kring cannot hold against: said plainly, so that nobody counts on it."""

from __future__ import annotations

from tests.attacks.table import Limit

LIMITS: tuple[Limit, ...] = (
    Limit(
        "R3",
        "Somebody absent is called by a plain name ('Jan'), without a pill or an id.",
        "Kring knows no names of who is not there, and judges no words. The agreements say it, and "
        "anybody may say it aloud.",
    ),
    Limit(
        "R3",
        "Somebody absent is talked about in a voice message, a picture, a call, or round a table.",
        "Kring neither hears nor sees what is in them.",
    ),
    Limit(
        "R3",
        "Between sessions an absent person is talked about.",
        "Kring does not react to words then (R11). Notes about them are refused all the same.",
    ),
    Limit(
        "R4",
        "With one person concerned, all can guess from the card what that person answered.",
        "The card is the same before an answer and after a no. Who wants to be left in peace may "
        "leave it unanswered.",
    ),
    Limit(
        "R4",
        "A yes given in the room is read by everyone in the room.",
        "It can be given privately to Kring instead.",
    ),
    Limit(
        "R4",
        "A yes that is typed in the moment in which the author changes the words.",
        "It counts for the words as they were when the homeserver got it. The card says that the "
        "words changed, and a no is possible at any time.",
    ),
    Limit(
        "R4",
        "Somebody copies a note, or photographs it, and uses it elsewhere.",
        "No program can take that away. What is copied is no note: it stands nowhere.",
    ),
    Limit(
        "R4",
        "Somebody with a person's unlocked device, or their password, answers for them.",
        "An answer can be taken back at any time, from any of one's devices.",
    ),
    Limit(
        "R4",
        "A homeserver's administrator removes a message in its author's name, or takes somebody out "
        "of the room.",
        "These travel outside encryption, and Kring cannot tell. They can end a note, and never make "
        "one stand.",
    ),
    Limit(
        "R6",
        "In a talk that needs a voice, its pause tells that the last one of that voice has gone.",
        "Kring names nobody and says no voice. A format need not use while_present for a voice.",
    ),
)
