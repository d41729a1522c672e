package io.geshao.incident.people;

import io.geshao.casework.DutyKind;
import io.geshao.casework.people.RosterGap;
import io.geshao.casework.people.Slot;
import io.geshao.incident.people.DutyBook.OnDuty;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks ahead for times at which a slot resolves to nobody who can be reached. Pure. */
public final class GapPlanner {
    /** How far planning looks ahead. Source: domain reference, section 3.3. */
    public static final long HORIZON_MILLIS = TimeUnit.DAYS.toMillis(14);

    private GapPlanner() {}

    /** What a gap is, without its times. */
    private record Finding(RosterGap.Reason reason, List<String> people) {}

    /**
     * The gaps of [from, to), those of different kinds of duty over the same time as one; by time.
     *
     * @param slots what must be filled; their kind says nothing, each is looked at for all kinds
     */
    public static List<RosterGap> gaps(DutyBook book, Collection<Slot> slots, long fromMillis, long toMillis) {
        Map<RosterGap, Set<DutyKind>> kinds = new LinkedHashMap<>();
        for (Slot slot : slots) {
            for (DutyKind kind : DutyKind.values()) {
                for (RosterGap gap : ofSlot(book, slot.of(kind), fromMillis, toMillis)) {
                    kinds.computeIfAbsent(gap, none -> EnumSet.noneOf(DutyKind.class))
                            .add(kind);
                }
            }
        }
        List<RosterGap> gaps = new ArrayList<>();
        kinds.forEach((gap, of) -> gaps.add(new RosterGap(
                gap.post(),
                gap.place(),
                gap.unit(),
                of,
                gap.fromMillis(),
                gap.toMillis(),
                gap.reason(),
                gap.people())));
        gaps.sort(Comparator.comparingLong(RosterGap::fromMillis)
                .thenComparing(RosterGap::place)
                .thenComparing(RosterGap::post)
                .thenComparing(RosterGap::unit));
        return gaps;
    }

    private static List<RosterGap> ofSlot(DutyBook book, Slot slot, long fromMillis, long toMillis) {
        List<RosterGap> gaps = new ArrayList<>();
        Finding open = null;
        long since = fromMillis;
        for (long moment : book.changes(slot, fromMillis, toMillis)) {
            Finding now = finding(book.fill(slot, moment), moment);
            if (open != null && !open.equals(now)) {
                gaps.add(gap(slot, since, moment, open));
            }
            if (now != null && !now.equals(open)) {
                since = moment;
            }
            open = now;
        }
        if (open != null) {
            gaps.add(gap(slot, since, toMillis, open));
        }
        return gaps;
    }

    private static @Nullable Finding finding(List<OnDuty> people, long atMillis) {
        if (people.isEmpty()) {
            return new Finding(RosterGap.Reason.NOBODY, List.of());
        }
        for (OnDuty one : people) {
            if (Reachability.isReachable(one.person(), atMillis)) {
                return null;
            }
        }
        return new Finding(
                RosterGap.Reason.NOBODY_REACHABLE,
                people.stream().map(one -> one.person().id()).toList());
    }

    private static RosterGap gap(Slot slot, long fromMillis, long toMillis, Finding finding) {
        return new RosterGap(
                slot.post(), slot.place(), slot.unit(), Set.of(), fromMillis, toMillis, finding.reason, finding.people);
    }
}
