"""R4, whatever people do: a note stands exactly when our own book of notes says so."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core import notes
from bot.core.circle import Circle
from bot.core.effects import Say
from bot.core.events import (
    Act,
    Claimed,
    Consented,
    Did,
    Event,
    Forgot,
    Interrupted,
    Joined,
    Left,
    Noted,
    NotesAsked,
    Started,
    TookBack,
    WordsChanged,
    WordsRemoved,
)
from bot.core.people import EventId, PersonId, UserId
from bot.core.plan import Mode
from tests.core.conversation import ROOM, plan, user
from tests.core.notebook import Book, Page
from tests.core.wellformed import checked_step

PEOPLE = [user(name) for name in ("anna", "bert", "cor", "dina", "faye")]
STRANGER = user("zoe")
people = st.sampled_from(PEOPLE)
mentions = st.lists(st.sampled_from([*PEOPLE, STRANGER]), max_size=2).map(tuple)
back = st.integers(0, 3)


class AnyNotes(RuleBasedStateMachine):
    """People who make notes, answer them in time and too late, change and remove them, come and go."""

    @initialize()
    def begins(self) -> None:
        self.circle = Circle(ROOM, "nl")
        self.at = 1_000_000
        self.book = Book(set(PEOPLE))
        self.events = 0

    def happens(self, event: Event) -> list[Say]:
        """Let something happen; what Kring says is taken in."""
        self.circle, effects = checked_step(self.circle, event)
        self.book.hears(effects)
        return [effect for effect in effects if isinstance(effect, Say)]

    def number(self, which: int) -> int | None:
        """One of the notes, the newest first."""
        known = sorted(self.book.pages, reverse=True)
        return known[which % len(known)] if known else None

    @property
    def present(self) -> tuple[UserId, ...]:
        """Who is in the room."""
        return tuple(sorted(self.book.here))

    @rule(by=people, of=people, named=mentions, own=st.booleans())
    def somebody_makes_a_note(
        self, by: UserId, of: UserId, named: tuple[UserId, ...], own: bool
    ) -> None:
        if by not in self.book.here:
            return
        self.at += 1
        self.events += 1
        author, event = by if own else of, EventId(f"$note-{self.events}")
        says = self.happens(
            Noted(self.at, by, event, author, named, self.present, self.at, self.events % 5 == 0)
        )
        concerned = {*named, author} - ({author} if by == author else set())
        if not concerned <= self.book.here:
            assert [say.moment for say in says] == ["note-refused"]
            return
        if says[0].moment == "fault":
            assert len([p for p in self.book.pages.values() if p.author == author]) >= notes.EACH
            return
        self.book.made += 1
        self.book.pages[self.book.made] = Page(event, author, by, named, self.at)

    @rule(by=people, which=back, yes=st.booleans(), late=st.integers(0, 4), alone=st.booleans())
    def somebody_answers(self, by: UserId, which: int, yes: bool, late: int, alone: bool) -> None:
        number = self.number(which)
        if number is None or by not in self.book.here:
            return
        page, sent = self.book.pages[number], self.at - late
        concerned = by in page.concerned()
        self.happens(Consented(self.at, by, number, yes, sent, privately=alone))
        if concerned:
            page.done.append(("yes" if yes else "no", by, sent, None))

    @rule(which=back, who=back, yes=st.sampled_from([True, True, True, False]), late=back)
    def somebody_it_concerns_answers(self, which: int, who: int, yes: bool, late: int) -> None:
        number = self.number(which)
        concerned = sorted(self.book.pages[number].concerned()) if number else []
        if concerned:
            self.somebody_answers(concerned[who % len(concerned)], which, yes, late, False)

    @rule(which=back, then=st.sampled_from([0, 1, 2, 2, 3, 4]), who=back, named=mentions)
    def all_it_concerns_agree(
        self, which: int, then: int, who: int, named: tuple[UserId, ...]
    ) -> None:
        """And then something happens to a note that may stand."""
        number = self.number(which)
        concerned = sorted(self.book.pages[number].concerned()) if number else []
        if number is None or not concerned:
            return
        for one in concerned:
            self.somebody_answers(one, which, True, 0, True)
        one = concerned[who % len(concerned)]
        match then:
            case 1:
                self.somebody_goes_or_comes(one)
            case 2:
                self.somebody_is_forgotten(one)
            case 3:
                self.somebody_answers(one, which, False, 3, True)
            case 4:
                self.words_change(self.book.pages[number].author, which, named, 0, 1)

    @rule(which=back, named=st.none() | mentions, late=st.integers(0, 1), wait=back)
    def the_author_changes_the_words(
        self, which: int, named: tuple[UserId, ...] | None, late: int, wait: int
    ) -> None:
        number = self.number(which)
        if number is not None:
            self.words_change(self.book.pages[number].author, which, named, late, wait)

    @rule(which=back, who=back)
    def somebody_it_concerns_goes_or_comes(self, which: int, who: int) -> None:
        number = self.number(which)
        concerned = sorted(self.book.pages[number].concerned()) if number else []
        if concerned:
            self.somebody_goes_or_comes(concerned[who % len(concerned)])

    @rule(by=people, which=back, latest=st.booleans())
    def somebody_says_it_is_about_them(self, by: UserId, which: int, latest: bool) -> None:
        number = self.number(0 if latest else which)
        if number is None or by not in self.book.here:
            return
        page = self.book.pages[number]
        new = by not in page.concerned() and by != page.author
        self.happens(Claimed(self.at, by, None if latest else number))
        if new:
            page.done.append(("claims", by, self.at, None))

    @rule(by=people, which=back, named=st.none() | mentions, late=st.integers(0, 2), wait=back)
    def words_change(
        self, by: UserId, which: int, named: tuple[UserId, ...] | None, late: int, wait: int
    ) -> None:
        number = self.number(which)
        if number is None:
            return
        self.at += wait
        page, sent = self.book.pages[number], self.at - late
        latest = max([page.sent, *(at for what, _, at, _ in page.done if what == "changes")])
        gone = any(what == "is removed" for what, *_ in page.done)
        self.happens(WordsChanged(self.at, by, page.event, named, self.present, sent))
        if by == page.author and sent >= latest:
            others = None if named is None else tuple(u for u in named if u != page.author)
            here = others if others is None or set(others) <= self.book.here else None
            page.done.append(("changes", by, sent, here))
            if others is not None and here is None:  # who is here is asked all the same
                known = tuple(u for u in others if u in self.book.here)
                page.done[-1:] = [("changes", by, sent, known), ("changes", by, sent, None)]
        assert not gone or not self.book.stands(number)

    @rule(by=people, which=back)
    def words_are_removed(self, by: UserId, which: int) -> None:
        number = self.number(which)
        if number is None:
            return
        page = self.book.pages[number]
        self.happens(WordsRemoved(self.at, page.event, by))
        removed = any(what == "is removed" for what, *_ in page.done)
        if removed:
            return
        if by == page.author:
            del self.book.pages[number]
        else:
            page.done.append(("is removed", by, self.at, None))

    @rule(by=people, which=back, said=st.booleans())
    def somebody_takes_back(self, by: UserId, which: int, said: bool) -> None:
        number = self.number(which)
        own = [n for n, p in self.book.pages.items() if p.author == by or p.says_yes(by)]
        if by not in self.book.here:
            return
        if not said:
            number = own[0] if len(own) == 1 else None
        self.happens(TookBack(self.at, by, None, note=number if said else None))
        if number is None:
            return
        page = self.book.pages[number]
        if by == page.author:
            del self.book.pages[number]
        elif by in page.concerned():
            page.done.append(("no", by, self.at, None))

    @rule(by=people, act=st.sampled_from([Act.YES, Act.NO, Act.AGREE]))
    @precondition(lambda self: self.circle.session is None)
    def a_bare_answer(self, by: UserId, act: Act) -> None:
        if by not in self.book.here:
            return
        about = {n: p for n, p in self.book.pages.items() if by in p.concerned()}
        yes = {n for n, p in about.items() if p.says_yes(by)}
        meant = about.keys() - yes if act is not Act.NO or not yes else yes
        self.happens(Did(self.at, by, False, act, PersonId(by)))
        if len(meant) == 1:
            answer = "no" if act is Act.NO else "yes"
            self.book.pages[min(meant)].done.append((answer, by, self.at, None))

    @rule(who=people)
    def somebody_goes_or_comes(self, who: UserId) -> None:
        if who in self.book.here:
            self.book.here.discard(who)
            self.happens(Left(self.at, who))
        else:
            self.book.here.add(who)
            self.happens(Joined(self.at, who))

    @rule(who=people, sure=st.integers(0, 3))
    def somebody_may_be_forgotten(self, who: UserId, sure: int) -> None:
        if not sure:
            self.somebody_is_forgotten(who)

    def somebody_is_forgotten(self, who: UserId) -> None:
        self.happens(Forgot(self.at, who, asked_here=True))
        for number, page in list(self.book.pages.items()):
            if page.author == who:
                del self.book.pages[number]
            elif who in page.concerned():
                page.done.append(("is forgotten", who, self.at, None))

    @rule(what=st.integers(0, 5))
    def something_else(self, what: int) -> None:
        leader = PEOPLE[-1]
        events: list[Event] = [Interrupted(self.at), NotesAsked(self.at, leader)]
        if self.circle.session is None and leader in self.book.here:
            events.append(
                Started(self.at, leader, True, f"session-{self.events}", plan(), Mode.WRITTEN, None,
                        self.present, (), (), 1)
            )  # fmt: skip
        elif self.circle.session is not None:
            events.append(Did(self.at, leader, True, Act.STOP, PersonId(leader)))
        self.happens(events[what % len(events)])

    @rule(which=back)
    def a_card_is_removed(self, which: int) -> None:
        number = self.number(which)
        if number is None:
            return
        for edits in (True, False):
            mark = Say("note", (), handle=f"note-{number}", edits=edits).mark
            self.happens(WordsRemoved(self.at, EventId("$card"), user("faye"), mark))
        self.book.gone.add(f"note-{number}")

    @invariant()
    def it_stands_exactly_when_it_should(self) -> None:
        if not hasattr(self, "book"):
            return
        kept = {note.number: note.stands(self.circle.away) for note in self.circle.notes}
        assert kept == {number: self.book.stands(number) for number in self.book.pages}
        self.book.check()

    @invariant()
    def nobody_is_kept_without_need(self) -> None:
        if not hasattr(self, "book"):
            return
        concerned = {u for page in self.book.pages.values() for u in page.concerned()}
        assert set(self.circle.away) == concerned - self.book.here


AnyNotes.TestCase.settings = settings(
    max_examples=300,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyNotes = AnyNotes.TestCase
