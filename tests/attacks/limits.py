"""What Kring cannot hold against: said plainly, so that nobody counts on it."""

from __future__ import annotations

from tests.attacks.table import Limit

LIMITS: tuple[Limit, ...] = (
    Limit(
        "R1",
        "Somebody copies what is said, photographs it, or reads along over a shoulder.",
        "No program can take that away. The agreements ask it, and anybody may say it aloud.",
    ),
    Limit(
        "R1",
        "Names that people give themselves, and names of rooms, stand on the homeserver in clear.",
        "That is Matrix. Put nothing personal in them; Kring makes rooms without a name.",
    ),
    Limit(
        "R2",
        "Who left a talk and asks what is kept about them hears that their place is kept, and so that "
        "it goes on.",
        "To hear what is kept about oneself goes before (R10). Of the others nothing is told.",
    ),
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
        "R4",
        "A homeserver's administrator makes a plain 'ja' of somebody a reply to a note.",
        "What a message answers travels in clear. Where a client put it inside encryption too, as "
        "today's do, the two are compared. All see the card change, and a no is always possible.",
    ),
    Limit(
        "R5",
        "Somebody who was there tells a newcomer what was said, or shows it.",
        "Kring gives newcomers no keys to it; what people tell is theirs.",
    ),
    Limit(
        "R6",
        "In a talk that needs a voice, its pause tells that the last one of that voice has gone.",
        "Kring names nobody and says no voice. A format need not use while_present for a voice.",
    ),
    Limit(
        "R7",
        "A program in the room under a person's name, or one that somebody runs on their own device.",
        "Only known patterns are found, and the texts say so: look yourselves who is in the room.",
    ),
    Limit(
        "R7",
        "Words that were said while history was open stay readable to who comes later.",
        "Kring says so at once and offers a fresh room; nobody can undo it.",
    ),
    Limit(
        "R8",
        "Other people's clients may give their own words to devices that nobody confirmed.",
        "Kring withholds only what it says itself. A client can be set to do the same; the help "
        "says how to confirm a device.",
    ),
    Limit(
        "R8",
        "Somebody has a person's confirmed device in their hands, or their recovery key.",
        "To everyone else it is that person. A new key is told of; an old one in other hands is not.",
    ),
    Limit(
        "R9",
        "The homeserver sees who taps what and when, who is in which room, and who answers whom.",
        "Taps mean join, agree, done, pass, later, hand and pause, and nothing else. Typing the same "
        "is encrypted.",
    ),
    Limit(
        "R10",
        "What the homeserver keeps (members, senders, times) Kring cannot have forgotten.",
        "!wat-weet-je says so. Its administrator can tell what is kept there, and for how long.",
    ),
    Limit(
        "R10",
        "A disk may keep the bytes of a file that was deleted; an old copy of keys_dir opens what was "
        "sealed then.",
        "Encrypt the disk, and leave keys_dir out of backups of the machine.",
    ),
    Limit(
        "R10",
        "Who has been forgotten and sits down anew is new: in a round, they may have the floor again, "
        "before somebody who sits down after them for the first time.",
        "Everyone who was there is offered it before. To know better, Kring would have to remember.",
    ),
    Limit(
        "R11",
        "Whoever takes over the machine on which Kring runs can read along from then on.",
        "Old messages are closed: keys are forgotten daily and after each talk.",
    ),
    Limit(
        "R12",
        "Kring cannot tell that somebody is unwell who does not ask; and when it or the homeserver is "
        "away, !nood is not answered.",
        "It says at each hello, agreement and close that nobody watches, and who can be reached.",
    ),
)
