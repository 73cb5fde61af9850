"""What a tap, or plain words, mean here and now: an act, or nothing.

A tap means what the message under it asks. Plain words mean something only where they are clear: a
whole short message, from the one it concerns, where it is the answer to what Kring asked. What means
nothing is let be; it is somebody talking. And an act that would bring a ``fault`` is none either
(``transitions``), so "klaar" of whoever does not have the floor is talk.

| words | from whom, and where | what they mean |
|---|---|---|
| yes, no | just after who says so called for help (``calling``) | bring, or let it rest |
| yes, fine | in the gathering, from who is not in the circle and does not lead | join |
| yes, fine | from who is asked to agree | agree |
| fine | where all are asked for a yes or no | yes |
| yes | just after all were asked who takes the facilitator's task | lead |
| yes, no, fine | when somebody else asked something since Kring did, or to a wish to stop | talk |
| join, agree | from who sits in the circle already, or leads without a turn | talk, or yes where asked |
| listen, a bare no | from who sits in the circle, in the stages; in the gathering | talk |
| I no longer take part | from who sits in the circle, but not in their own turn | listen |
| pass | from who is asked to agree | listen |
| that is me, not about me | where all are asked whom the talk is about | me, not me |
| I tell, a hand in words; I listen | where all are asked who tells | me; not me |
| I listen | where all are asked who listens and decides | me |
| yes | the same | talk: it may as well be said to who does |
| fine, agree | where all are asked any of these | talk: nobody is at the centre by being polite |
| that is me | where a map is to be made and nobody said whose it is | me |
| yes, fine, no | from whose map it is, asked about something for it | yes, no |
| I take part, I, I will do it | whose group is apart, or called back | join, me, lead |
| stop | from who leads | pause: plain words never close |
| next | from who has the floor | done |
| next, we go on | from a facilitator | next |
| we go on | in a pause | resume |

| tap | under | what it means |
|---|---|---|
| ✋ ⏸️ | anything of this session | hand, pause |
| ✅ | the gathering; the agreements, or a newcomer's welcome; a pause | join; agree; resume |
| ⏭️ | the gathering, the agreements, a newcomer's welcome | listen |
| ⏭️ | what a stage says, from who has a hand up | hand down |
| 🕓 | what came of one's own last act, as long as that can be taken back | back |
| ✅ ⏭️ 🕓 | the turn that is now, or what is asked of all now | done, pass, later |
"""

from __future__ import annotations

from bot.core import calling, leaving, moving, settings, undoing
from bot.core.circle import Circle, Open, Phase, Round, Session
from bot.core.effects import Button, Mark
from bot.core.events import Act, Spoke, Tapped
from bot.core.mapping import Map
from bot.core.people import PersonId, Standing, UserId
from bot.core.plan import AskPlan, PollPlan
from bot.core.stages import groups

FRESH_SECONDS = 120
"""How long a plain yes can be to the question who takes the facilitator's task."""

_AGREEMENTS = ("agreements", "agreed", "welcome-newcomer")
_ENDINGS = {Button.DONE: Act.DONE, Button.PASS: Act.PASS, Button.LATER: Act.LATER}


def of_tap(circle: Circle, tapped: Tapped) -> Act | None:
    """What a tap means; None where it means nothing now."""
    session, mark = circle.session, tapped.mark
    if session is None or mark.session != session.id:
        return None
    match tapped.button:
        case Button.HAND:
            return Act.HAND
        case Button.PAUSE:
            return Act.PAUSE
        case Button.DONE if mark.moment == "gathering":
            return Act.JOIN
        case Button.DONE if mark.moment in _AGREEMENTS:
            return Act.AGREE
        case Button.DONE if mark.moment == "paused":
            return Act.RESUME
        case Button.PASS if mark.moment in ("gathering", *_AGREEMENTS):
            return Act.LISTEN
        case Button.PASS if _hand_is_up(session, PersonId(tapped.user)):
            return Act.HAND_DOWN
        case Button.LATER if _takes_back(circle, session, tapped):
            return Act.BACK
    now = _announces_turn_that_is_now(session, mark) or _asks_what_is_asked_now(session, mark)
    return _ENDINGS[tapped.button] if now else None


def of_words(circle: Circle, said: Spoke) -> Act | None:
    """What plain words mean; None where they are talk."""
    session = circle.session
    if session is None or said.plain is None:
        return None
    sits = _sits(circle, said)
    leads = _leads(session, said)
    asked = moving.unsettled(circle, PersonId(said.user))
    stages = session.phase is Phase.STAGES
    match said.plain:
        case Act.YES | Act.NO if calling.is_nearest(circle, said.user, said.at, plainly=True):
            return Act.BRING if said.plain is Act.YES else Act.REST
        case Act.YES | Act.FINE | Act.NO if session.crossed or _asked_to_stop(session):
            return None
        case Act.YES | Act.FINE | Act.NO if _is_asked_of_map(circle, session, said.user):
            return Act.NO if said.plain is Act.NO else Act.YES
        case Act.YES if _takes_over(circle, said):
            return Act.LEAD
        case Act.YES | Act.FINE if session.phase is Phase.GATHERING:
            return None if leads else Act.JOIN
        case Act.YES | Act.FINE if asked:
            return Act.AGREE
        case Act.FINE | Act.AGREE if sits and stages:
            return Act.YES if _is_asked_for_yes_or_no(session) else None
        case Act.TELL if groups.speaks_here(session, PersonId(said.user)):
            return Act.ME
        case Act.TELL | Act.HAND if sits and _is_asked_who_tells(session):
            return Act.ME
        case Act.TELL:
            return None
        case Act.LISTEN if sits and _is_asked_who_tells(session):
            return Act.NOT_ME
        case Act.LISTEN if sits and _is_asked_who_listens(session):
            return Act.ME
        case Act.YES if sits and _is_asked_who_listens(session):
            return None
        case Act.JOIN | Act.ME | Act.LEAD if groups.speaks_here(session, PersonId(said.user)):
            return said.plain
        case Act.ME if _wants_a_centre(circle, session):
            return Act.ME
        case Act.ME | Act.NOT_ME if not _is_asked_whom_it_is_about(session):
            return None
        case Act.YES | Act.FINE if not stages:
            return None
        case Act.FINE | Act.RIGHT | Act.WRONG:
            return None
        case Act.AGREE if leads and not (asked or sits):
            return None
        case Act.JOIN | Act.LISTEN if sits and stages:
            return None
        case Act.NO if session.phase is Phase.GATHERING:
            return None
        case Act.STEP_BACK:
            return None if _has_floor(circle, said) else Act.LISTEN
        case Act.PASS if asked and session.phase is not Phase.GATHERING:
            return Act.LISTEN
        case Act.STOP if leads or said.leads:
            return Act.PAUSE
        case Act.ONWARD if session.pause is not None:
            return Act.RESUME
        case Act.NEXT if session.pause is not None:
            return None
        case Act.NEXT if _has_floor(circle, said):
            return Act.DONE
        case Act.NEXT | Act.ONWARD:
            return Act.NEXT if leads and not _has_floor(circle, said) else None
    return said.plain


def crosses(circle: Circle, said: Spoke) -> bool:
    """Whether a bare yes or no may be meant for somebody else after these words.

    It may, once somebody asked something; and who is asked whether they are done, and tells on, has
    answered that.
    """
    session = circle.session
    asked = session.turn is not None and session.turn.until is None if session else False
    return said.asks or (asked and not said.brief and _has_floor(circle, said))


def asks_voice_of(circle: Circle, user: UserId) -> bool:
    """Whether this user is being asked from where they speak."""
    person = circle.person(PersonId(user))
    return (
        person is not None
        and person.standing is Standing.AGREED
        and settings.asks_for_voices(circle)
    )


def is_offered_task(circle: Circle, user: UserId) -> bool:
    """Whether all are asked who takes the facilitator's task, and nothing nearer of this user."""
    session = circle.session
    if session is None or not session.seeking_facilitator or user not in session.present:
        return False
    if session.phase is not Phase.GATHERING and moving.unsettled(circle, PersonId(user)):
        return False
    turn = session.turn
    speaker = circle.person(turn.person) if turn and turn.until is None else None
    return speaker is None or speaker.user != user


def _takes_over(circle: Circle, said: Spoke) -> bool:
    """Whether a plain yes answers the question who takes the facilitator's task: if it is fresh."""
    session, person = circle.session, circle.person(PersonId(said.user))
    if session is None or session.sought is None:
        return False
    joins = session.phase is Phase.GATHERING and (
        person is None or person.standing is Standing.READER
    )
    fresh = said.at - session.sought <= session.ms(FRESH_SECONDS)
    return fresh and not joins and is_offered_task(circle, said.user)


def _leads(session: Session, said: Spoke) -> bool:
    """Whether this user has the facilitator's task; who only may take it does where nobody has it."""
    present = leaving.facilitator_present(session)
    return said.user in session.facilitators or (said.leads and not present)


def _sits(circle: Circle, said: Spoke) -> bool:
    person = circle.person(PersonId(said.user))
    return person is not None and person.standing is Standing.AGREED


def _has_floor(circle: Circle, said: Spoke) -> bool:
    """Whether this user, or a seat they brought, has the floor."""
    turn = circle.session.turn if circle.session else None
    speaker = circle.person(turn.person) if turn else None
    return speaker is not None and speaker.user == said.user


def _asked_to_stop(session: Session) -> bool:
    return session.pause is not None and session.pause.stop_asked


def _is_asked_for_yes_or_no(session: Session) -> bool:
    plan = session.stage_plan
    asks = isinstance(plan, AskPlan) and plan.moment in ("ask", "permission")
    return asks and not _is_asked_whom_it_is_about(session)


def _is_asked_whom_it_is_about(session: Session) -> bool:
    plan = session.stage_plan
    return session.stage is not None and isinstance(plan, AskPlan) and plan.about


def _is_asked_who_tells(session: Session) -> bool:
    return _is_asked_whom_it_is_about(session) and session.plan.centre.are == "tellers"


def _is_asked_who_listens(session: Session) -> bool:
    return _is_asked_whom_it_is_about(session) and session.plan.centre.are == "listener"


def _wants_a_centre(circle: Circle, session: Session) -> bool:
    """Whether a map is to be made, and nobody said yet whose it is."""
    return isinstance(session.stage, Map) and not any(one.centre for one in circle.people)


def _is_asked_of_map(circle: Circle, session: Session, user: UserId) -> bool:
    """Whether this user is asked whether something goes on their map."""
    person, stage = circle.person(PersonId(user)), session.stage
    asked = isinstance(stage, Map) and stage.suggestion is not None
    return asked and person is not None and person.centre


def _hand_is_up(session: Session, id: PersonId) -> bool:
    stage = session.stage
    return isinstance(stage, Open) and id in {hand.person for hand in stage.hands}


def _takes_back(circle: Circle, session: Session, tapped: Tapped) -> bool:
    """Whether this is a "not yet" to what came of one's own last act, and not to one's own turn."""
    turn, mark = session.turn, tapped.mark
    speaker = circle.person(turn.person) if turn else None
    stage = session.stage_plan.id if session.stage is not None else None
    newest = mark.turn == (turn.number if turn else None) and mark.stage == stage
    own = speaker is not None and speaker.user == tapped.user
    return newest and not own and undoing.can(circle, tapped.user, tapped.at) is not None


def _announces_turn_that_is_now(session: Session, mark: Mark) -> bool:
    """Whether a message announced the turn that is now; the last one of a round ends with it."""
    return mark.turn == session.turns and isinstance(session.stage, Round | Open)


def _asks_what_is_asked_now(session: Session, mark: Mark) -> bool:
    """Whether a message asks what the current stage asks of everyone."""
    plan = session.stage_plan
    if session.stage is None or plan.id != mark.stage:
        return False
    if isinstance(plan, PollPlan):
        return mark.poll
    return isinstance(plan, AskPlan) and plan.moment == mark.moment
