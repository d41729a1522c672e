package io.geshao.incident.list;

import java.util.Optional;

/** Whether work may be dispatched to a community: only what is listed or admitted. Pure. */
public final class AdmissionCheck {
    private AdmissionCheck() {}

    /** What the check found; the first two let the dispatch pass. */
    public enum Verdict {
        /** The responsibility list gives the class to the community by law. */
        LISTED,
        /** An approved request covers it. */
        ADMITTED,
        /** Neither a row of the list nor an admission id. */
        NOT_ADMITTED,
        NO_SUCH_ADMISSION,
        /** Not decided yet, refused, or revoked. */
        NOT_APPROVED,
        OTHER_CLASS,
        OTHER_PLACE,
        EXPIRED;

        public boolean passes() {
            return this == LISTED || this == ADMITTED;
        }
    }

    /**
     * Judges a dispatch to a unit of a community. Other units are not asked: the list only proposes them.
     *
     * @param unit code of the unit that is to get the case
     * @param row the list's row for the class and place, if there is one
     * @param admissionId what the dispatcher named, empty if nothing
     * @param admission what is stored under that id or the row's, if anything
     */
    public static Verdict judge(
            String unit,
            String classCode,
            String place,
            Optional<ResponsibilityList.Row> row,
            String admissionId,
            Optional<Admission> admission,
            long nowMillis) {
        boolean listed = row.map(found -> found.names(unit)).orElse(false);
        if (listed && row.map(ResponsibilityList.Row::isStatutory).orElse(false)) {
            return Verdict.LISTED;
        }
        if (admission.isEmpty()) {
            return admissionId.isEmpty() && !listed ? Verdict.NOT_ADMITTED : Verdict.NO_SUCH_ADMISSION;
        }
        Admission found = admission.get();
        if (found.state() != Admission.State.APPROVED) {
            return Verdict.NOT_APPROVED;
        }
        if (!found.classCode().equals(classCode)) {
            return Verdict.OTHER_CLASS;
        }
        if (!found.covers(place)) {
            return Verdict.OTHER_PLACE;
        }
        Long until = found.untilMillis();
        return until != null && nowMillis >= until ? Verdict.EXPIRED : Verdict.ADMITTED;
    }
}
