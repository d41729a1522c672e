package io.geshao.incident.people;

import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.GapNotice.Stage;
import io.geshao.casework.people.RosterGap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** When a gap is to be told: at first sight, 24 hours before, and when it is there. Source: rule M5. Pure. */
public final class GapStages {
    static final long NEAR_MILLIS = TimeUnit.HOURS.toMillis(24);

    private GapStages() {}

    /**
     * What a look at the plan changes.
     *
     * @param opened seen for the first time, id 0, to be told at their stage
     * @param risen open ones that reached a later stage, to be told again
     * @param moved open ones whose times or people changed and need not be told
     * @param ended ids of those that were filled or are over
     */
    public record Change(List<GapNotice> opened, List<GapNotice> risen, List<GapNotice> moved, List<Long> ended) {}

    public static Stage stage(RosterGap gap, long nowMillis) {
        if (gap.fromMillis() <= nowMillis) {
            return Stage.LIVE;
        }
        return gap.fromMillis() - nowMillis <= NEAR_MILLIS ? Stage.NEAR : Stage.PLANNED;
    }

    /**
     * Compares what is planned with what was told. A gap of the same post, place, unit and kinds that overlaps one told
     * before is the same: it may grow, shrink or change its reason without being told again, but for a later stage.
     *
     * @param open told and not ended
     * @param planned gaps whose end lies after now
     */
    public static Change compare(List<GapNotice> open, List<RosterGap> planned, long nowMillis) {
        List<GapNotice> opened = new ArrayList<>();
        List<GapNotice> risen = new ArrayList<>();
        List<GapNotice> moved = new ArrayList<>();
        Set<Long> kept = new HashSet<>();
        for (RosterGap gap : planned) {
            Stage stage = stage(gap, nowMillis);
            GapNotice known = open.stream()
                    .filter(each -> !kept.contains(each.id()) && isSame(each.gap(), gap))
                    .findFirst()
                    .orElse(null);
            if (known == null) {
                opened.add(new GapNotice(0, gap, stage, nowMillis, nowMillis, 0));
                continue;
            }
            kept.add(known.id());
            RosterGap now = startingAsTold(known.gap(), gap, nowMillis);
            if (stage.compareTo(known.stage()) > 0) {
                risen.add(new GapNotice(known.id(), now, stage, known.foundMillis(), nowMillis, 0));
            } else if (!now.equals(known.gap())) {
                moved.add(new GapNotice(known.id(), now, known.stage(), known.foundMillis(), known.stageMillis(), 0));
            }
        }
        List<Long> ended = open.stream()
                .map(GapNotice::id)
                .filter(id -> !kept.contains(id))
                .toList();
        return new Change(opened, risen, moved, ended);
    }

    private static boolean isSame(RosterGap told, RosterGap planned) {
        return told.post() == planned.post()
                && told.place().equals(planned.place())
                && told.unit().equals(planned.unit())
                && told.kinds().equals(planned.kinds())
                && told.fromMillis() < planned.toMillis()
                && planned.fromMillis() < told.toMillis();
    }

    /** A gap that is there began when it was told to begin, though planning looks no further back than now. */
    private static RosterGap startingAsTold(RosterGap told, RosterGap planned, long nowMillis) {
        long from = planned.fromMillis() <= nowMillis
                ? Math.min(told.fromMillis(), planned.fromMillis())
                : planned.fromMillis();
        return new RosterGap(
                planned.post(),
                planned.place(),
                planned.unit(),
                planned.kinds(),
                from,
                planned.toMillis(),
                planned.reason(),
                planned.people());
    }
}
