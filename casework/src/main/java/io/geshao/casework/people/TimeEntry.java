package io.geshao.casework.people;

/** How somebody spent working time: [from, to). */
public record TimeEntry(
        long id,
        String person,
        Kind kind,
        String place,
        long fromMillis,
        long toMillis,
        String note,
        String recordedBy) {
    public TimeEntry {
        if (fromMillis >= toMillis || toMillis - fromMillis > 24 * 3_600_000L) {
            throw new IllegalArgumentException("an entry ends after it begins, within a day");
        }
    }

    /** What the time was spent on. */
    public enum Kind {
        /** 巡查. */
        PATROL(true),
        /** 走访. */
        VISIT(true),
        /** Work on a case outside. */
        CASE(false),
        OFFICE(false);

        private final boolean outside;

        Kind(boolean outside) {
            this.outside = outside;
        }

        /** Whether it counts as patrol (走访占比). */
        public boolean isPatrol() {
            return outside;
        }
    }
}
