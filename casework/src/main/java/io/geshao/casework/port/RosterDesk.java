package io.geshao.casework.port;

import io.geshao.casework.people.Absence;
import io.geshao.casework.people.DutyMode;
import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.RosterGap;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rosters: publishing, swaps and leave, who is on duty, and gaps. Blocking, any thread. */
public interface RosterDesk {
    /** A published version, and the gaps of its next 14 days: publishing with gaps is allowed, not noticing them is not. */
    record Publication(RosterVersion roster, List<RosterGap> gaps) {}

    /**
     * Somebody on a slot at a moment.
     *
     * @param layer that put the person there, or null for somebody who holds the post for good
     * @param insteadOf id of whom the person stands in for, or null
     * @param reachable whether a verified voice number and one other channel lead there
     */
    record DutyLine(
            Slot slot,
            Person person,
            DutyMode mode,
            @Nullable ShiftLayer layer,
            @Nullable String insteadOf,
            boolean reachable) {}

    /**
     * Publishes the next version of a roster; the draft's version number does not count.
     *
     * @throws IllegalArgumentException if it names people who do not exist or slots outside of its place
     */
    Publication publish(RosterVersion draft);

    /** All versions, or those of one roster, without shifts; the newest first. */
    List<RosterVersion> versions(String name);

    Optional<RosterVersion> version(String name, int version);

    /**
     * Leave or a swap; counts from its commit on. The id does not count.
     *
     * @throws IllegalArgumentException if it names people who do not exist
     */
    Absence record(Absence absence);

    boolean withdraw(long id, String by);

    /** In force and touching [from, to). */
    List<Absence> absences(long fromMillis, long toMillis);

    /** Everybody on duty at and below a place at a moment, by place, post and kind. */
    List<DutyLine> onDuty(String place, long atMillis);

    /** Gaps at and below a place over [from, to), planned now. */
    List<RosterGap> gaps(String place, long fromMillis, long toMillis);

    /** Gaps that were told and are still open, by place. */
    List<GapNotice> notices();
}
