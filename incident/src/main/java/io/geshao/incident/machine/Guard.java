package io.geshao.incident.machine;

import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.core.CaseView;
import io.geshao.incident.clock.CaseClock;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.DeskReducer;
import java.util.Objects;
import java.util.function.Predicate;

/** What must hold for a move beside state and role, with the name under which it is refused. */
enum Guard {
    /** Whistles cannot be dropped (#15): the called unit has no way to return, void or suspend. */
    NO_WHISTLE_ON_US(CaseRefusal.WHISTLE_CANNOT_BE_DROPPED, at -> !at.isCalled()),
    /** What only lasts because others are latched ends with the reset that the closing orders. */
    NO_ALARM_UP(CaseRefusal.ALARM_STILL_UP, at -> at.file().members().stream()
            .noneMatch(member -> member.state().isActive() && !DeskReducer.endsWithReset(member, at.file()))),
    NOT_SUSPENDED(CaseRefusal.SUSPENDED, at -> requests(at).suspension() == null),
    IS_SUSPENDED(CaseRefusal.NOTHING_ASKED, at -> requests(at).suspension() != null),
    NOT_UNDER_ARBITRATION(CaseRefusal.UNDER_ARBITRATION, at -> requests(at).arbitration() == null),
    IS_UNDER_ARBITRATION(CaseRefusal.NOTHING_ASKED, at -> requests(at).arbitration() != null),
    /** An arbitration binds the unit it named. */
    NOT_BOUND(
            CaseRefusal.ARBITRATION_BINDS,
            at -> !Objects.equals(requests(at).boundUnit(), at.file().work().leadUnit())),
    NO_ASK(CaseRefusal.ALREADY_ASKED, at -> requests(at).ask() == null),
    ASKED(CaseRefusal.NOTHING_ASKED, at -> requests(at).ask() != null),
    ENDORSED(CaseRefusal.NOT_ENDORSED, at -> {
        CaseWork.Ask ask = requests(at).ask();
        return ask != null && ask.endorsed();
    }),
    NOT_ENDORSED_YET(CaseRefusal.ALREADY_ASKED, at -> {
        CaseWork.Ask ask = requests(at).ask();
        return ask != null && !ask.endorsed();
    }),
    NOT_EXTENDED_TWICE(
            CaseRefusal.EXTENDED_TWICE, at -> at.file().work().tally().extensions() < Limits.EXTENSIONS),
    NOT_OVERDUE(CaseRefusal.OVERDUE, at -> !at.overdue()),
    /** Never an emergency, never an urgent limit. */
    MAY_BE_SUSPENDED(
            CaseRefusal.NEVER_SUSPENDED,
            at -> at.view().domain() != CaseView.Domain.EMERGENCY
                    && at.file().work().clocks().stream()
                            .filter(CaseClock::isRunning)
                            .noneMatch(clock ->
                                    clock.unit().equals(at.file().work().leadUnit())
                                            && clock.limit().runsOnWallClock())),
    NOT_SUSPENDED_BEFORE(
            CaseRefusal.ALREADY_SUSPENDED_ONCE, at -> at.file().work().tally().suspensions() == 0),
    NO_OPEN_JOINT_PART(
            CaseRefusal.JOINT_PART_OPEN, at -> at.file().work().joint().stream().noneMatch(CaseWork.JointPart::isOpen)),
    OWN_JOINT_PART_OPEN(CaseRefusal.NO_SUCH_JOINT_PART, at -> at.file().work().joint().stream()
            .anyMatch(part -> part.isOpen() && part.unit().equals(at.actor().unit()))),
    /** The head of the community agrees to an end that the duty desk proposed, and proposes none. */
    DESK_BEGINS_TO_CLOSE(
            CaseRefusal.SECOND_PERSON_NEEDED,
            at -> at.is(Role.DESK) || at.file().work().closeProposedBy() != null),
    NOT_RATED_BY_US(CaseRefusal.RATED_ALREADY, at -> at.file().work().intake().reporters().stream()
            .anyMatch(reporter -> reporter.account().equals(at.actor().account()) && reporter.rating() == null)),
    WAS_OVERDUE(CaseRefusal.NOT_OVERDUE, at -> {
        CaseWork.Result result = at.file().work().result();
        return result != null && result.overdue();
    }),
    NOT_APPEALED(CaseRefusal.APPEALED_ALREADY, at -> requests(at).appeal() == null),
    APPEAL_WAITS_FOR_ADVICE(CaseRefusal.NO_APPEAL, at -> {
        CaseWork.Appeal appeal = requests(at).appeal();
        return appeal != null && appeal.advice() == null;
    }),
    APPEAL_WAITS_FOR_DECISION(CaseRefusal.NO_APPEAL, at -> {
        CaseWork.Appeal appeal = requests(at).appeal();
        return appeal != null && appeal.advice() != null && appeal.decided() == null;
    }),
    WHISTLE_NOT_ANSWERED(CaseRefusal.NO_WHISTLE, at -> ownWhistle(at, whistle -> whistle.answeredMillis() == null)),
    WHISTLE_IS_ANSWERED(CaseRefusal.ANSWER_FIRST, at -> ownWhistle(at, whistle -> whistle.answeredMillis() != null)),
    LEVEL_ABOVE(CaseRefusal.NO_LEVEL_ABOVE, at -> at.file().work().level().up().isPresent()),
    DEMANDED(CaseRefusal.NOTHING_TO_REPLY, at -> {
        CaseWork.Demand demand = requests(at).demand();
        return demand != null && !demand.replied();
    }),
    SOMETHING_UNSEEN(
            CaseRefusal.ALREADY_ACKNOWLEDGED,
            at -> at.view().ackedBy() == null
                    || !DeskReducer.needingAck(at.file()).isEmpty());

    private final CaseRefusal refusal;
    private final Predicate<Situation> holds;

    Guard(CaseRefusal refusal, Predicate<Situation> holds) {
        this.refusal = refusal;
        this.holds = holds;
    }

    boolean holds(Situation at) {
        return holds.test(at);
    }

    CaseRefusal refusal() {
        return refusal;
    }

    private static CaseWork.Requests requests(Situation at) {
        return at.file().work().requests();
    }

    private static boolean ownWhistle(Situation at, Predicate<CaseWork.Whistle> matches) {
        return at.file().work().whistles().stream()
                .anyMatch(whistle ->
                        whistle.isOpen() && whistle.unit().equals(at.actor().unit()) && matches.test(whistle));
    }
}
