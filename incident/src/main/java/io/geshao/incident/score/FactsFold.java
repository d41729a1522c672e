package io.geshao.incident.score;

import io.geshao.core.CaseView;
import io.geshao.core.Grade;
import io.geshao.core.registry.Place;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.Step;
import org.jspecify.annotations.Nullable;

/** From a step of a case to its facts. Pure: what is known before, the step, and when it was. */
public final class FactsFold {
    private FactsFold() {}

    /**
     * The facts after a step.
     *
     * @param before the facts before it, or null if it opened the case
     * @param complained whether a resident has complained of the same, as {@link Mark#COMPLAINED} says
     */
    public static CaseFacts fold(@Nullable CaseFacts before, Step step, boolean complained, long nowMillis) {
        CaseFile file = step.file();
        CaseView view = file.view();
        CaseFacts.Draft draft = new CaseFacts.Draft(subject(file));
        if (before != null) {
            before.moments().forEach(draft::at);
            before.tallies().forEach(draft::count);
            before.marks().forEach(mark -> draft.mark(mark, true));
        }
        draft.at(Moment.REPORTED, view.openedMillis())
                .mark(Mark.DRILL, view.drill())
                .mark(Mark.EMERGENCY, view.domain() == CaseView.Domain.EMERGENCY)
                .mark(Mark.URGENT, view.domain() == CaseView.Domain.EMERGENCY)
                .mark(Mark.MAINTENANCE, view.domain() == CaseView.Domain.MAINTENANCE)
                .mark(Mark.GRAVE, view.grade() != Grade.IV)
                .mark(Mark.BY_SENSOR, true)
                .mark(Mark.RECURRED, view.recursOf() != null)
                .mark(Mark.COMPLAINED, complained || (before != null && before.is(Mark.COMPLAINED)));
        for (Step.Entry entry : step.entries()) {
            switch (entry.kind()) {
                case FILED -> draft.at(Moment.FILED, nowMillis);
                case DISPATCHED -> draft.at(Moment.DISPATCHED, nowMillis).count(Tally.DISPATCHES, 1);
                default -> {}
            }
        }
        if (file.state() == CaseState.TO_HANDLE && view.deadlineMillis() != null) {
            draft.at(Moment.DUE, view.deadlineMillis());
        }
        if (view.closedMillis() != null) {
            CaseFacts soFar = draft.finish();
            @Nullable Long due = soFar.at(Moment.DUE);
            draft.at(Moment.CLOSED, view.closedMillis()).at(Moment.ENDED, view.closedMillis());
            if (due != null && !soFar.is(Mark.ON_TIME) && !soFar.is(Mark.OVERDUE)) {
                draft.mark(view.closedMillis() <= due ? Mark.ON_TIME : Mark.OVERDUE, true);
            }
        }
        return draft.finish();
    }

    private static CaseFacts.Subject subject(CaseFile file) {
        CaseView view = file.view();
        return new CaseFacts.Subject(
                view.number(),
                view.place(),
                view.unit().getOrDefault("zh", ""),
                view.classCode(),
                file.listVersion(),
                "SENSOR",
                view.grade().ordinal() + 1,
                view.severity().ordinal() + 1,
                spot(view.classCode(), view.place()),
                view.title());
    }

    /** What a complaint is matched by: the class at the building, or at the smallest place outside buildings. */
    public static String spot(String classCode, String place) {
        return classCode + "|" + Place.upTo(place, "building");
    }
}
