package io.geshao.incident.score;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What is true of a case. The bit is what the database keeps; it is never given to another mark. */
public enum Mark {
    DRILL(0),
    /** Goes on in another case, where it counts. */
    MERGED(1),
    VOID(2),
    /** Its limit runs on the wall clock, nights and holidays included (紧急). */
    URGENT(3),
    EMERGENCY(4),
    /** First found by a sensor. */
    BY_SENSOR(5),
    BY_PATROL(6),
    BY_WHISTLE(7),
    BY_RESIDENT(8),
    /** A resident complained of the same class at the same place, from 24 hours before to closing. */
    COMPLAINED(9),
    /** Decided at the feedback, or at closing where there is none: in time. */
    ON_TIME(10),
    OVERDUE(11),
    /** Overdue, and an appeal was granted: counts as in time, the fact stays. */
    EXCUSED(12),
    SUPERVISED_NOW(13),
    DISPUTED_NOW(14),
    /** Follows an earlier case of the same class and place. */
    RECURRED(15),
    /** Of grade III or graver. */
    GRAVE(16),
    /** About the platform's own devices. */
    MAINTENANCE(17);

    private final int bit;

    Mark(int bit) {
        this.bit = bit;
    }

    public int mask() {
        return 1 << bit;
    }

    /** The marks as one number. */
    public static int pack(Collection<Mark> marks) {
        return marks.stream().mapToInt(Mark::mask).reduce(0, (all, one) -> all | one);
    }

    public static Set<Mark> unpack(int packed) {
        EnumSet<Mark> marks = EnumSet.noneOf(Mark.class);
        for (Mark mark : values()) {
            if ((packed & mark.mask()) != 0) {
                marks.add(mark);
            }
        }
        return marks;
    }
}
