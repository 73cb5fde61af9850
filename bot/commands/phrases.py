"""The plain words themselves: what people type when they mean an act, in both languages.

Patterns stand on lines, with a bar between them. In a pattern ``a/b`` is one or the other, ``(a)``
may be left out, and ``_`` joins words that belong together: ``ik wil (ook) iets/wat zeggen``. They
are written as they are compared: without capitals, accents, apostrophes and punctuation.

A pattern is here only if it can hardly be part of a story when it is the whole message. What looks
like an answer but is as often an aside (a bare "ok", "nou ja", "nu niet") is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from bot.core.events import Act

_PATTERNS: dict[Act, str] = {
    Act.JOIN: """
        (ja/nee) (ik) doe (graag/ook/wel/gewoon/toch/weer) mee | (ja) ik doe (ook/wel) graag mee
        meedoen | mee doen
        (ja) ik wil (graag/ook/wel/ook_graag/graag_ook/ook_wel/wel_graag/toch/weer) meedoen/mee_doen
        (ja) ik ga (ook/graag) meedoen/mee_doen
        mag/kan ik (ook/nog/alsnog/toch/weer) meedoen/mee_doen
        join | (yes) i join | (yes) id/i_would like to join (in) | (yes) ill/i_will join (in)
        (yes) im/i_am (also) joining (in) | i want to join (in)
        can/may/could i (still/also) join (in)
        ik ben (uit) mijn groepje kwijt | ik ben uit mijn/het groepje (gevallen)
        ik ben eruit gevallen | ik vind mijn groepje niet (meer/terug) | waar is mijn groepje
        nodig me/mij (nog_een_keer/opnieuw/weer) uit | ik heb/kreeg geen uitnodiging (gekregen)
        ik wil (weer) (terug) naar mijn groepje | mag ik (weer) (terug) naar mijn groepje
        welk groepje | in welk groepje zit ik
        (i_have/ive/i) lost my group | i fell out (of_my_group) | where is my group
        i cant find my group | (please) invite me again | i got no invitation
        i want to go back to my group | can/may i go back to my group | which group am i in
        ill/i_will take part | i take part | im/i_am taking part | id/i_would like to take part
        i want to take part | can/may/could i (still/also) take part
        """,
    Act.LISTEN: """
        ik lees/luister/kijk (alleen/liever/gewoon/alleen_maar/liever_alleen) (mee)
        ik lees/luister/kijk (vandaag/vanavond/nu/eerst) (alleen/liever) mee | meelezen | meekijken
        (ik) (wil) alleen/liever/liever_alleen/alleen_maar meelezen/luisteren/meekijken/meeluisteren
        meeluisteren | ik wil (graag) meelezen/luisteren/meekijken/meeluisteren
        mag/kan ik (ook) (alleen) meelezen/luisteren/meekijken/meeluisteren
        i/ill/i_will (just/only/rather) read/listen/follow (along) | i prefer to listen
        (im/i_am) (just/only) reading/listening/following (along) | can/may i just/only read/listen
        id/i_would rather (just) listen/read_along
        """,
    Act.STEP_BACK: """
        (nee) ik doe (toch/liever/toch_liever) niet (meer) mee | ik wil niet (meer) meedoen/mee_doen
        ik ga (toch/nu) liever/alleen/liever_alleen meelezen/luisteren/meeluisteren/meekijken
        ik lees/luister/kijk verder alleen (nog) mee | ik lees/luister/kijk vanaf nu (alleen) mee
        ik stap uit de kring | i step back | id/i_would rather not take part (any_more/anymore)
        (no) i dont want to take part (any_more/anymore)
        i dont want to join (in) (any_more/anymore)
        ill/i_will just listen/read from now on
        """,
    Act.AGREE: """
        (ja/helemaal/oke) akkoord (ja) | (ja) (ik) (ga/ben) (er/hier) (mee) akkoord | ja oke akkoord
        (ja) ik ga (ermee/hiermee/daarmee) akkoord | (ja) ik stem (ermee/hiermee/daarmee) in
        (ja) ik stem er/hier mee in | ik kan hiermee/ermee instemmen
        ik ga akkoord met de afspraken
        (yes) agree | i agree to/with this/these/it/them | (yes) i (do) consent | i accept
        (yes) im/i_am okay/ok/fine with this/that/these
        """,
    Act.YES: """
        ja | jawel | jazeker | jaja | jaa | ja ja | ja zeker/natuurlijk/tuurlijk/hoor/echt/graag
        ja (dat) mag (wel/hoor/best) | ja (dat/het) is (prima/goed/oke/ok) | ja prima/oke/ok/best
        ja doe/ga maar | ja (dat) vind ik (wel) goed/prima/oke/ok/fijn | jep | jup | yep | yup
        yes | yess | yes yes | yeah | yea | yes of course | yes sure/certainly/absolutely/indeed
        yes (thats) fine/okay/ok/alright | yes you may | yes go ahead | yes id like that
        yes please
        """,
    Act.FINE: """
        (dat) mag (wel/hoor/best) | (dat/het) is goed/prima/oke/ok | doe maar | ga je gang
        (dat) vind ik (wel) goed/prima/oke/ok/fijn | (dat) lijkt/klinkt me/mij goed/prima/oke/fijn
        graag | heel graag | natuurlijk | tuurlijk | zeker | geen probleem/bezwaar
        ik (wil) ook (graag)
        (ja) ik ben er/erbij | (ja) ik ben er ook (bij) | ik ben van de partij
        tel mij/me (maar) mee
        ja ik ook (graag) | (ja) ik wil graag/wel | voor mij is/is_het goed/prima/oke
        helemaal goed
        (ja) (ik_ben_het) (er) (helemaal/ook) mee eens | (ja) eens | (yes) i (fully) agree
        (yes) agreed
        (ja) ik ben het (ermee/hiermee/daarmee) eens | ik kan me/mij hierin/erin vinden
        (yes) im/i_am in | (yes) count me in | (yes) me too | thats/that_is fine/okay/ok | sure
        sure thing
        of course | go ahead | fine/okay/ok by/with me | im/i_am fine with it | no problem
        no objection/objections | sounds good (to_me) | works for me | happy to | gladly | you may
        """,
    Act.NO: """
        nee | neen | nee nee | nee toch niet | nee (nog/echt) niet
        nee dat wil ik niet
        nee dat mag niet | nee dat hoeft niet | nog niet | no | nope | no no | nah | no not yet
        not yet
        no i dont | no i dont want to/that | no dont
        no thats not okay/ok/fine
        """,
    Act.RIGHT: """
        (ja) (dat/het) klopt (helemaal/precies/wel/zo) | (ja) (dat_is) precies/juist/correct
        (ja) zo is het (goed) | (ja) zo klopt het | prima | top | perfect | oke/ok/okay/okee
        (yes) thats/that_is/its/it_is right/correct | right | correct | exactly
        (yes) looks/looking good/right | plan het (maar) (in/zo) | plan maar (in) | plan it
        """,
    Act.WRONG: """
        (nee) (dat/het) klopt niet (helemaal) | (nee) zo klopt het niet | fout
        (nee) (dat/het) is fout/verkeerd/niet_goed/niet_juist | verkeerd | (nee) zo niet
        (no) thats/that_is/its/it_is wrong/incorrect/not_right | wrong | not right | incorrect
        """,
    Act.DONE: """
        (ja/nee) (ik_ben/ben) (nu/helemaal/wel/al/weer) klaar (nu/denk_ik/voor_nu/dan)
        klaar ermee/zo
        (ja/zo/nee) dat/dit was/is het (wel/weer/dan/voor_nu/zo/even/denk_ik/van_mij/voor_mij)
        (ja/zo) dat/dit was/is alles (voor_nu/van_mij) | (ja/zo) tot zover/hier
        tot zover mijn verhaal
        (ja/zo) dat/dit was/is mijn verhaal/bijdrage/beurt/stukje | mijn verhaal/beurt is klaar/af
        ik ben uitgepraat/uitverteld/uitgesproken | ik heb alles gezegd | verder niets/niks | einde
        ik heb (verder) niets/niks meer te zeggen/vertellen | ik heb niets/niks meer toe te voegen
        meer heb ik niet (te_zeggen) | einde verhaal | ik geef het woord (door/verder/weer_door)
        ik geef de beurt (door/verder/weer_door) | ik laat/hou het hierbij | (de) volgende mag
        ik rond (het) (hier) af | ik ben done | (ik_ben) klaar met schrijven
        (im/i_am/all) done (now/here/for_now/i_think) | (im/i_am) finished (now) | i have finished
        im/i_am all done | (yes/so) thats/that_was/that_is it (for_now/from_me/for_me/really)
        (yes/so) thats/that_was/that_is all (for_now/from_me) | (that/this) was my story/turn
        (im/i_am) done/finished writing | thats my story
        ive/i_have said what i wanted (to_say) | i have nothing more to say/add
        over to the next one/person | the end | ive/i_have said it all | thats me done
        """,
    Act.PASS: """
        (nee) (ik) pas (maar/even/liever/nu/ook/deze_keer/dit_keer/deze_ronde/toch/vandaag/voor_nu)
        (nee) passen | (ik) wil/ga (graag/liever/even/ook/nu) passen | (ik) liever passen
        ik pas wel
        mag/kan ik (deze_keer/dit_keer/nu/even/ook/een_keer) passen/overslaan | overslaan
        (nee) ik sla (even/nu/liever/hem/mijn_beurt/deze_beurt/deze_keer/dit_keer/deze_ronde) over
        (nee) sla mij/me (maar/even/nu/nu_even/deze_keer) over
        (nee) skip (mij/me/mij_maar/me_maar)
        ik skip (even/deze_keer/maar) | (nee) (ik/nu/voor_mij/dat) liever niet
        (nee) ik zeg (nu) liever niets/niks
        liever niets/niks (zeggen) | nu even niet | (nee) ik wil nu (even/liever) niets/niks zeggen
        ik heb (nu) niets/niks te zeggen | ik hoef niet | voor mij hoeft het niet
        (no) (i/ill/i_will) pass (this_time/for_now/now/today)
        (no) id/i_would rather not (say/say_anything)
        (no) rather not | (no) skip (me/my_turn) | id/i_would like to pass | i want to pass | i skip
        ill skip
        can/may/could i pass/skip | (id/i_would) rather pass | i have nothing to say
        nothing to say
        """,
    Act.LATER: """
        later | (ik) (iets/wat/misschien/doe_mij/mij_maar/voor_mij) later
        (ik) liever (iets/wat) later
        straks | liever straks | misschien straks | kom later/straks (bij_mij) terug
        (ik) (wil/ga) (graag/liever) als laatste/allerlaatste | doe mij maar als laatste
        (ik) (wil/ga) (graag/liever) aan het eind/einde | mag/kan ik als laatste
        mag/kan ik later/straks
        mag/kan ik (iets/wat) later aan de beurt
        vraag (het) mij/me straks/later (nog_eens/nog_een_keer/weer)
        nu niet maar later | nu nog niet liever later | eerst een/de ander/anderen
        eerst iemand anders
        maybe/rather/perhaps later | id/i_would rather (go) later/last | rather last
        can/may/could i go last/later | come back to me (later) | ask me (again) later | last
        someone else first | later maybe
        """,
    Act.HAND: """
        hand | hand omhoog | (ik) steek (even) mijn/een hand/vinger op | hand/vinger opsteken
        (ik) wil (graag) (ook/nog/even/er/ook_nog/nog_even/ook_even/toch_nog) iets/wat zeggen/vertellen
        (ik) wil (graag) (ook/nog/even/er/ook_nog/nog_even/ook_even/toch_nog) iets/wat vragen/delen
        (ik) wil (graag) (ook/nog/er/ook_nog/toch_nog) iets/wat toevoegen
        (ik) wil (er/hier/daar) (graag/ook/even/graag_even/ook_even) (op) reageren/antwoorden
        (ik) wil (graag/ook) hierop/daarop/erop reageren/antwoorden
        (ik) wil (graag/ook/ook_graag) het woord
        ik zou graag (ook) iets/wat (willen) zeggen/vragen
        mag/kan ik (er) (ook/nog/even/ook_nog/nog_even/ook_even/hier/daar) iets/wat zeggen/vertellen
        mag/kan ik (er) (ook/nog/even/ook_nog/nog_even/ook_even/hier/daar) iets/wat vragen/delen
        mag/kan ik (er/hier/daar) (ook/nog/ook_nog) iets/wat (aan) toevoegen
        mag/kan ik (er) (ook/even/ook_even/hierop/daarop/erop/hier/daar) (op) reageren/antwoorden
        mag ik (ook) het woord | ik heb (ook/nog/even/ook_nog/nog_even) een vraag/vraagje/aanvulling
        ik heb (ook/nog/ook_nog) iets/wat te zeggen/vertellen | ik heb (ook/nog) iets toe te voegen
        vraag | vraagje | aanvulling | een vraag/vraagje/aanvulling | ik wil (ook) aan de beurt
        ik wil er (nog/ook) iets/wat over zeggen/kwijt
        ik wil (het) (wel/graag/straks) (straks/wel) vertellen | ik vertel (het) straks
        ik wil (wel/graag) woordvoerder zijn | ik ben (de) woordvoerder
        ill/i_will tell it | i want to tell (it) | ill/i_will speak for us/the_group
        mag/kan ik er/daar/hier (ook/nog/even) iets/wat over/op zeggen/vragen
        (ik) (was/ben) nog niet klaar | (nee/wacht) ik was/ben nog niet klaar | ik was nog bezig
        (ik_heb/wacht) toch nog iets | ik wil/wilde toch nog iets (zeggen) | nog een ding
        ik vergat nog iets
        mag/kan ik toch nog iets (zeggen/vertellen/toevoegen) | ik ben nog iets vergeten
        hand up | my hand is up | (i) raise my hand | im/i_am raising my hand | id like the floor
        can/may/could i (also/just/please) say/ask/add/share something
        can/may/could i ask a question
        can/may/could i (also/just/please) speak/respond/react/reply/answer | i have a question
        i (also/just) want/would_like to (also/just) say/ask/add/share something | a question
        question
        id (also/just) like to (also/just) say/ask/add/share something
        i want to respond/react/reply
        id (also/just) like to speak/respond/react/reply
        i (also) have something to say/add/ask/share
        (no) (im/i_am/i_was) not done/finished (yet) | (no) i wasnt done/finished (yet)
        (just) one more thing | i forgot something | i have more to say | i had more to say
        """,
    Act.HAND_DOWN: """
        hand weg/omlaag | (mijn) hand mag (weer) weg/omlaag | (nee) laat maar (zitten/even)
        (nee) het/dat hoeft niet meer | hoeft niet meer | ik hoef niet meer
        hand down | put my hand down | (no) never mind | nevermind | no longer needed
        """,
    Act.PAUSE: """
        (een/even/even_een/korte/een_korte/kleine/nu/nu_even) pauze (nu/even)
        (even/nu/nu_even) pauzeren
        ik wil (graag/even/nu/graag_even/nu_even) (een) (korte/kleine) pauze
        ik wil (graag/even) pauzeren
        ik heb (nu/even) (een) (korte/kleine) pauze nodig | ik wil (graag) even stoppen
        ik moet even stoppen
        kunnen/mogen/zullen we (even/nu/heel_even/misschien/nu_even) (een) (korte/kleine) pauze
        kunnen/mogen/zullen we (even/nu/heel_even) (een) (korte/kleine) pauze doen/houden/nemen/hebben
        kunnen/mogen/zullen we (even/nu/heel_even/misschien/nu_even/misschien_even) pauzeren
        kunnen/mogen/zullen we (even/heel_even/nu_even/misschien_even) stoppen
        laten we even stoppen
        kan/mag er (even/misschien) (een) (korte) pauze (komen)
        mag/kan ik (even) (een) (korte) pauze
        is pauze mogelijk | is een pauze mogelijk | even stoppen | stop even | even stop
        time out | timeout
        tijd voor (een) pauze | laten we (even) pauzeren
        laten we (even) een (korte) pauze nemen/houden/doen
        (a/a_short/a_quick/a_little/short/quick) pause/break | time for a break | pause for a moment
        can/may/could/shall we (please/just/please_just) pause/stop (for_a_moment/for_a_bit/a_moment)
        can/may/could/shall we (please) have/take a (short/quick/little) pause/break
        can/may/could i (please) have/take/get a (short/quick/little) pause/break
        i need/want a (short/little) pause/break
        i need to stop/pause (for_a_moment/a_moment/for_a_bit)
        id/i_would like a (short) pause/break | lets pause | lets have/take a (short) pause/break
        """,
    Act.RESUME: """
        verder | ga (maar/nu) (weer) verder/door | het kan weer | (ja) we kunnen weer
        (ja) we kunnen (weer/nu/nu_weer) verder/door | (ja) ik kan weer verder | einde pauze
        (wat_mij_betreft/van_mij/voor_mij) mogen/kunnen we (weer) verder | we mogen (weer) verder
        (de) pauze is voorbij/over/klaar | pauze voorbij | resume | go on | continue
        (yes) we can go on/continue/resume (now/again) | you can go on/continue | end of break
        the break/pause is over | im/i_am ready to go on/continue | i can go on (again/now)
        """,
    Act.ONWARD: """
        (kom/ja/zo) we gaan (nu/weer/dan/maar/nu_weer) verder/door
        (zo) dan gaan we (nu/weer) verder/door
        laten we (nu/weer/maar/dan) verder/door gaan | laten we verdergaan/doorgaan
        (we_gaan/kom/zo) door naar het volgende (deel/onderdeel) | lets go on | lets continue
        lets move on
        lets carry on | we go on | we move on | moving on | we continue | we carry on | lets resume
        """,
    Act.NEXT: """
        (de/naar_de/door_naar_de/ga_naar_de) volgende (persoon/spreker/ronde)
        volgende (deel/onderdeel)
        naar het volgende (deel/onderdeel) | ga (maar) naar het volgende
        (the/go_to_the/on_to_the) next (one/part/step/round/person/speaker)
        """,
    Act.STOP: "stop | stoppen",
    Act.BACK: """
        terug | ga (maar/even) terug | even terug | toch niet | nee toch niet meer | oeps
        foutje | oeps foutje
        (een) vergissing | (dat/dit) (was) per ongeluk | (dat/dit) was niet de bedoeling
        te snel | te vroeg
        oeps te snel/vroeg | (dat/dit) was/ging (een_beetje) te snel/vroeg
        (dat/dit) was een foutje/vergissing
        verkeerd getikt | ik tikte/drukte verkeerd | (dat/dit) was verkeerd
        draai/zet dat/het terug
        oops | go back | back | undo | (that_was) (a/my) mistake | (that_was) by accident | my bad
        oops too soon/fast | too soon | too fast | that was too soon/fast | wrong button
        not what i meant
        """,
    Act.LEAD: """
        ik neem het (wel/graag) over | ik wil het (wel/graag) overnemen | ik doe het wel
        ik wil (het/het_gesprek) (wel/graag) begeleiden | ik begeleid het (wel/verder)
        dat wil ik wel (doen)
        dat doe ik wel | ik kan het (wel) overnemen/doen | laat mij het maar doen
        (yes) ill/i_will/i_can take over | i (will/can) do it | ill do it | ill lead | i take over
        i can lead | i will lead
        """,
    Act.ME: """
        ik | dat ben ik | (deze_notitie/dit/dat/het) gaat over mij | me | thats me | that is me
        (this/that/it) is about me | its about me
        """,
    Act.TELL: """
        ik vertel (mee/graag/wel/vandaag)
        (ik_zit/ik_ga/ik_wil/zet_mij/graag) in de binnenkring | (de) binnenkring | ik ben een verteller
        ill/i_will tell | (the/in_the/im_in_the) inner circle
        """,
    Act.NOT_ME: """
        (ik_zit/ik_ga/ik_wil/zet_mij/graag) in de buitenkring | (de) buitenkring
        (the/in_the/im_in_the) outer circle
        dit/dat/het gaat niet over mij | this/that/it is not about me | its not about me
        """,
    Act.HELP: """
        help | hulp | help mij/me/even | hoe werkt dit/het/dat | wat kan ik hier (doen) | uitleg
        wat moet/kan ik (hier/nu) typen | how does this/it work | what can i do here
        what should i type
        """,
    Act.CRISIS: """
        nood | noodgeval | ik ben in nood | ik heb nu hulp nodig | ik heb (nu) dringend hulp nodig
        crisis | ik ben in crisis | sos | emergency | im/i_am in crisis | i need help now
        i need urgent help
        """,
}  # fmt: skip

ASKABLE = frozenset(
    (
        "mag",
        "kan",
        "kunnen",
        "mogen",
        "zullen",
        "is",
        "waar",
        "welk",
        "in",
        "can",
        "may",
        "could",
        "shall",
        "where",
        "which",
    )
)
"""The first words of patterns that ask something for oneself: a question mark belongs to them."""


def phrases() -> Iterator[tuple[str, Act]]:
    """Give every phrase with its act: each pattern written out."""
    for act, lines in _PATTERNS.items():
        for line in lines.splitlines():
            for pattern in line.split("|"):
                for phrase in _written_out(pattern):
                    yield phrase, act


def _written_out(pattern: str) -> Iterator[str]:
    """Give every phrase that a pattern stands for."""
    choices = []
    for token in pattern.split():
        words = token.strip("()").split("/")
        choices.append([*words, ""] if token.startswith("(") else words)
    for chosen in product(*choices):
        phrase = " ".join(word for word in chosen if word).replace("_", " ")
        if phrase:
            yield phrase
