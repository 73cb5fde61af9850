"""``poll``: everyone in the circle is asked to choose between options, or a number on a scale.

People answer by a tap in the poll, by typing a number, or, on a scale, to Kring alone. Answers of all
in the room are kept until the poll is over, and then those of who is in the circle count.

| what happens | what it does |
|---|---|
| begins | the question, as a poll, with who can see the answer; over if nobody is in the circle |
| a scale begins just after another | the same in fewer words: how it goes was just told |
| begins, between themes, and the session has a theme | that is put first: a proposal |
| the same, and people chose it beforehand | over: nobody is asked the same twice |
| begins, between themes, and there are not two | over |
| an answer in the poll | that is the answer now; one that cannot be is none, as clients count it |
| a number typed by somebody in the circle | the same; one that cannot be: a kind ``fault`` |
| a number typed by anyone else | words |
| a number told to Kring alone, on a scale | the same as in the poll; the room hears nothing of it |
| a number with the name of a seat, by who brought it | that seat's answer |
| the words of an option, typed by somebody in the circle | the same as its number |
| pass | that is the answer now |
| an answer or a pass is removed, or its words are changed | there is no answer |
| somebody sits down who could not read the question | it is repeated in words, for them |
| everyone in the circle has answered | over |
| the same, and somebody may choose more than they did | a little time to add to it, then over |
| the time is over, the facilitator leads on | over |
| resumed after a pause | waits its whole time anew |
| over | the poll is closed, one message tells the outcome in counts; the answers are gone |
| over, between themes | the one chosen most often is the session's, and its question is said |
| the same, and nobody chose | what was proposed |
| the session ends | the poll is closed |

The outcome of a scale is shown from five answers, and its total is kept for the next time.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import polls
from bot.core.circle import Answer, Circle, Poll, Session, Total
from bot.core.draft import Draft, Outcome, count, line
from bot.core.effects import Ballot, Button, EndPoll, Line, Mark, Slot, Tenths, Text, Words
from bot.core.events import Act, Polled, Spoke
from bot.core.people import EventId, Person, PersonId, Standing, UserId
from bot.core.plan import Choice, PollPlan, Scale, Topic

ADDING_SECONDS = 20
"""How long one may add to an answer when all have answered."""


def begin(draft: Draft, plan: PollPlan) -> Outcome:
    """Put the options of the format, the themes that are offered, or the scale."""
    session = draft.session
    if isinstance(plan.asks, Choice) and plan.asks.themes:
        themes = _themes(draft)[: plan.asks.themes]
        return Outcome.OVER if session.settled or len(themes) < 2 else put(draft, plan, themes)
    stage = f"{session.plan.space}.{plan.id}"
    options = plan.asks.options if isinstance(plan.asks, Choice) else ()
    return put(draft, plan, tuple(Text(f"{stage}-{option}") for option in options))


def put(draft: Draft, plan: PollPlan, options: tuple[Slot, ...]) -> Outcome:
    """Put the question with these options, whatever they are, and wait for everyone."""
    until = draft.after(plan.seconds)
    state = Poll(until, options, asked=draft.session.present)
    draft.put(state)
    draft.say(
        "poll",
        draft.prompt(),
        *_how(draft, plan, again=_after_a_scale(draft)),
        until=until,
        buttons=(Button.PASS,),
        handle=_handle(plan),
        ballot=ballot(draft.session, plan, state),
    )
    return _over_when_all(draft, plan)


def did(draft: Draft, plan: PollPlan, state: Poll, act: Act, actor: Person) -> Outcome | None:
    """A pass is an answer; whoever says they are done with theirs is right."""
    if actor.standing is not Standing.AGREED:
        return None
    if act is Act.PASS:
        return _answered(draft, plan, state, Answer(actor.id, ()))
    has_answered = any(answer.person == actor.id for answer in state.answers)
    return Outcome.STAYS if act is Act.DONE and has_answered else None


def spoke(draft: Draft, plan: PollPlan, state: Poll, said: Spoke) -> Outcome:
    """A number of somebody in the circle, or with the name of their seat; all else is words."""
    chosen = said.chosen
    person = draft.circle.person(chosen.person) if chosen is not None else None
    if chosen is None or person is None or person not in draft.agreed():
        return Outcome.STAYS
    if person.user != said.user:
        draft.fault("seat-of-other")
        return Outcome.STAYS
    numbers = tuple(dict.fromkeys(chosen.numbers))
    wrong = polls.fault(ballot(draft.session, plan, state), numbers)
    if wrong is not None:
        draft.say("fault", wrong)
        return Outcome.STAYS
    return _answered(draft, plan, state, Answer(person.id, numbers, said.event))


def polled(draft: Draft, plan: PollPlan, state: Poll, event: Polled) -> Outcome:
    """An answer in the poll, or to Kring alone; whoever may count, it is kept."""
    privately = event.event is None
    if event.user not in draft.session.present or (privately and not isinstance(plan.asks, Scale)):
        return Outcome.STAYS
    numbers = tuple(dict.fromkeys(event.numbers))
    person = PersonId(event.user)
    if not numbers or polls.fault(ballot(draft.session, plan, state), numbers) is not None:
        if privately:
            return Outcome.STAYS
        draft.put(replace(state, answers=polls.without_answer_of(state.answers, person)))
        return _over_when_all(draft, plan)
    return _answered(draft, plan, state, Answer(person, numbers, event.event, privately))


def passed_in(draft: Draft, id: PersonId, event: EventId) -> None:
    """Keep in which message, or by which tap, somebody passed: with that, the pass can go."""
    state = draft.session.stage
    if isinstance(state, Poll):
        answers = tuple(
            replace(answer, event=event) if answer == Answer(id, ()) else answer
            for answer in state.answers
        )
        draft.put(replace(state, answers=answers))


def gone(draft: Draft, state: Poll, event: EventId) -> None:
    """A message is gone or reads differently, and with it the answer that stood in it."""
    answers = polls.without_event(state.answers, event)
    if len(answers) < len(state.answers):
        draft.put(replace(state, answers=answers, closing=None))


def moved_on(draft: Draft, plan: PollPlan, state: Poll) -> Outcome:
    """The facilitator need not wait."""
    return _over(draft, plan, state)


def forget(draft: Draft, user: UserId) -> None:
    """Let go of what somebody answered, and that they were asked (R10)."""
    state = draft.session.stage
    if isinstance(state, Poll):
        answers = polls.without_answer_of(state.answers, PersonId(user))
        asked = tuple(other for other in state.asked if other != user)
        draft.put(replace(state, answers=answers, asked=asked))


def rang(draft: Draft, plan: PollPlan, state: Poll) -> Outcome:
    """The time is over: not answering is an answer."""
    return _over(draft, plan, state)


def changed(draft: Draft, plan: PollPlan, state: Poll) -> Outcome:
    """Ask those who sat down meanwhile; forget who has no place and is not here."""
    present, people = draft.session.present, draft.circle.people
    known = {*present, *(person.id for person in people)}
    users = {*present, *(person.user for person in people)}
    new = tuple(
        dict.fromkeys(person.user for person in draft.agreed() if person.user not in state.asked)
    )
    asked = tuple(user for user in (*state.asked, *new) if user in users)
    answers = tuple(answer for answer in state.answers if answer.person in known)
    draft.put(replace(state, asked=asked, answers=answers))
    if new:
        draft.say("poll", *in_words(draft), mention=new, person=PersonId(new[0]))
    return _over_when_all(draft, plan)


def resumed(draft: Draft, plan: PollPlan, state: Poll, paused: int) -> Outcome:
    """The time starts anew."""
    draft.put(replace(state, until=draft.after(plan.seconds), closing=None))
    return _over_when_all(draft, plan)


def in_words(draft: Draft) -> tuple[Line, ...]:
    """Return the question with its options in words, for whom the poll itself is not there."""
    plan, state = _plan(draft), _state(draft)
    labels = [label for _, label in ballot(draft.session, plan, state).options]
    return (draft.prompt(), *labels, *_how(draft, plan))


def cut_off(draft: Draft) -> None:
    """Close the poll without an outcome: the session ends."""
    session = draft.session
    plan = _plan(draft)
    draft.effects.append(
        EndPoll(_handle(plan), session.id, session.plan.id, stage=plan.id, kind=plan.kind)
    )


def mark(circle: Circle) -> Mark | None:
    """What the poll that goes on was said as; None when none does."""
    session = circle.session
    plan = session.stage_plan if session is not None else None
    if session is None or not isinstance(plan, PollPlan) or session.stage is None:
        return None
    return Mark(session.id, "poll", stage=plan.id, handle=_handle(plan), poll=True)


def ballot(session: Session, plan: PollPlan, state: Poll) -> Ballot:
    """What can be chosen."""
    match plan.asks:
        case Choice(most=most):
            return polls.choice(state.options, most)
        case Scale(lowest, highest):
            stage = f"{session.plan.space}.{plan.id}"
            return polls.scale(lowest, highest, Text(f"{stage}-lowest"), Text(f"{stage}-highest"))


def _after_a_scale(draft: Draft) -> bool:
    """Whether the stage before this one was a scale as well."""
    at = draft.session.position - 1
    before = draft.session.plan.stages[at] if at >= 0 else None
    return isinstance(before, PollPlan) and isinstance(before.asks, Scale)


def _how(draft: Draft, plan: PollPlan, *, again: bool = False) -> tuple[Line, ...]:
    """Say how to answer, and who can see it; ``again``: just after the same was said."""
    seats = any(person.is_seat for person in draft.agreed())
    of_seat = (line("poll-seat"),) if seats else ()
    match plan.asks:
        case Scale():
            how = line("poll-how-scale-again") if again else line("poll-how-scale")
            return (how, *of_seat)
        case Choice(most=1):
            return (line("poll-how"), *of_seat)
        case Choice(most=most):
            return (line("poll-how-several", most=count(most)), *of_seat)


def _handle(plan: PollPlan) -> str:
    return f"poll-{plan.id}"


def _plan(draft: Draft) -> PollPlan:
    plan = draft.session.stage_plan
    if not isinstance(plan, PollPlan):
        raise TypeError("a poll without a poll's plan")
    return plan


def _state(draft: Draft) -> Poll:
    state = draft.session.stage
    if not isinstance(state, Poll):
        raise TypeError("a poll without a poll's state")
    return state


def _answered(draft: Draft, plan: PollPlan, state: Poll, answer: Answer) -> Outcome:
    draft.put(replace(state, answers=polls.with_answer(state.answers, answer)))
    return _over_when_all(draft, plan)


def _counted(draft: Draft) -> tuple[Answer, ...]:
    """The answers of who is in the circle, in no order that tells when they came."""
    given = {answer.person: answer for answer in _state(draft).answers}
    return tuple(given[person.id] for person in draft.agreed() if person.id in given)


def _over_when_all(draft: Draft, plan: PollPlan) -> Outcome:
    state, counted = _state(draft), _counted(draft)
    if len(counted) < len(draft.agreed()) or draft.session.pause is not None:
        draft.put(replace(state, closing=None))
        return Outcome.STAYS
    most = plan.asks.most if isinstance(plan.asks, Choice) else 1
    if any(len(answer.numbers) < most for answer in polls.given(counted)):
        draft.put(replace(state, closing=draft.after(ADDING_SECONDS)))
        return Outcome.STAYS
    return _over(draft, plan, state)


def _over(draft: Draft, plan: PollPlan, state: Poll) -> Outcome:
    """Close it and tell the outcome; what each answered goes with the stage."""
    cut_off(draft)
    given = polls.given(_counted(draft))
    if isinstance(plan.asks, Scale):
        _tell_scale(draft, plan, plan.asks, given)
    else:
        _tell_choice(draft, state, given, plan.asks)
    return Outcome.OVER


def _tell_choice(draft: Draft, state: Poll, given: tuple[Answer, ...], asks: Choice) -> None:
    if not given:
        return draft.say("poll-result", line("poll-nothing"))
    chosen = [
        line("poll-chosen", option=_as_it_is(draft, state.options[number - 1]), count=count(times))
        for number, times in sorted(polls.tally(given).items(), key=lambda one: (-one[1], one[0]))
    ]
    theme = _take_theme(draft, state, given) if asks.themes else []
    answered = line("poll-answered", count=count(len(given)))
    return draft.say("poll-result", answered, *chosen, *theme)


def _themes(draft: Draft) -> tuple[Slot, ...]:
    """What can be chosen between: what was proposed first, then those of the library."""
    session = draft.session
    offered = [_named(topic) for topic in session.offered]
    proposed = [] if session.topic is None else [_named(session.topic)]
    if session.theme is not None and session.topic is None:
        there = Words(session.theme, "common.theme-there", draft.circle.room)
        return (there, *offered)
    return tuple(dict.fromkeys((*proposed, *offered)))


def _named(topic: Topic) -> Text:
    return Text(f"themes.{topic.id}")


def _as_it_is(draft: Draft, option: Slot) -> Slot:
    """A theme that was typed and may be repeated no more (R3) is not."""
    withdrawn = isinstance(option, Words) and draft.session.theme is None
    return Text("common.theme-gone") if withdrawn else option


def _take_theme(draft: Draft, state: Poll, given: tuple[Answer, ...]) -> list[Line]:
    """The theme that was chosen most often is the session's; of several, the one put first."""
    session, tally = draft.session, polls.tally(given)
    most = max(tally.values())
    first, *others = sorted(number for number, times in tally.items() if times == most)
    option = _as_it_is(draft, state.options[first - 1])
    known = (*session.offered, *([session.topic] if session.topic else ()))
    topic = next((topic for topic in known if _named(topic) == option), None)
    typed = isinstance(option, Words) or topic == session.topic
    draft.change(topic=topic, theme=session.theme if typed else None)
    tied = [line("theme-tied")] if others else []
    asks = [] if topic is None else [Line(f"themes.{topic.id}-question")]
    return [*tied, line("theme-chosen", theme=option), *asks]


def _tell_scale(draft: Draft, plan: PollPlan, scale: Scale, given: tuple[Answer, ...]) -> None:
    shown = polls.may_be_shown(given)
    if not shown:
        return draft.say("poll-result", line("poll-too-few"))
    values = [
        line("poll-spread", number=count(value), count=count(times))
        for value, times in sorted(polls.tally(shown).items())
    ]
    some_hidden = [line("poll-private-few")] if len(shown) < len(given) else []
    total = _total(draft, plan, scale, shown)
    change = _change(draft, total)
    draft.circle = replace(
        draft.circle,
        monitor=(*(one for one in draft.circle.monitor if one.item != total.item), total),
    )
    answered = line("poll-answered", count=count(len(shown)))
    return draft.say("poll-result", answered, *values, *change, *some_hidden)


def _total(draft: Draft, plan: PollPlan, scale: Scale, shown: tuple[Answer, ...]) -> Total:
    item = f"{draft.session.plan.id}.{plan.id}"
    sum_ = sum(number for answer in shown for number in answer.numbers)
    return Total(item, scale.lowest, scale.highest, len(shown), sum_)


def _change(draft: Draft, now: Total) -> list[Line]:
    """Compare with the last time the same was asked here, on the same scale."""
    last = next((one for one in draft.circle.monitor if one.item == now.item), None)
    if last is None or (last.lowest, last.highest) != (now.lowest, now.highest):
        return []
    return [line("poll-change", now=_average(now), before=_average(last))]


def _average(total: Total) -> Tenths:
    return Tenths((20 * total.sum + total.answers) // (2 * total.answers))
