package io.geshao.gateway.spool;

import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.registry.Device;
import io.geshao.gateway.codec.MessageIdentity;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the publishes of one group into one transaction: judged against the dedup window, sorted into lanes, numbered,
 * written, committed. After a failure everything in memory is read back from the file, since only the file knows what
 * was kept. Owner: the spool's writer thread.
 */
final class GroupCommit {
    /** A fire that is already burning does not queue behind fill levels. */
    private static final Set<Metric> LIFE_SAFETY =
            Set.of(Metric.SMOKE_ALARM, Metric.HEAT_ALARM, Metric.CALL_POINT, Metric.FIRE_ALARM);

    /** How many messages are remembered on disk for a restart: a bound on the time that a start takes. */
    private static final int SEEN_LIMIT = 1_000_000;

    private static final int TRIMMED_PER_COMMIT = 8;

    private final SpoolStore store;
    private final SpoolMeters meters;
    private final Map<Lane, Long> nextNumbers = new EnumMap<>(Lane.class);
    private DedupWindow window = new DedupWindow();
    private int seenMessages;

    // The group under way.
    private final Map<Lane, Pending> pending = new EnumMap<>(Lane.class);
    private final List<DedupWindow.Seen> seen = new ArrayList<>();
    private final Map<DeviceId, Integer> newEpochs = new HashMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    private int duplicates;

    /** Messages that never came, in front of one that did. */
    private record Gap(DeviceId device, MessageIdentity before, long missing) {}

    /** The items of one lane in the group. */
    private record Pending(List<Reading> readings, List<Rejection> rejections) {}

    GroupCommit(SpoolStore store, SpoolMeters meters) {
        this.store = store;
        this.meters = meters;
    }

    /** Reads back what the file knows. */
    void load(long nowMillis) throws SQLException, IOException {
        DedupWindow loaded = new DedupWindow();
        seenMessages = store.restore(loaded, nowMillis - DedupWindow.HORIZON_MILLIS);
        window = loaded;
        for (Lane lane : Lane.values()) {
            nextNumbers.put(lane, store.nextNumber(lane));
        }
    }

    /** Takes one entry into the group; COMMITTED and DUPLICATE hold once the group is committed. */
    AppendResult add(SpoolEntry entry, long nowMillis) {
        Device device = entry.device();
        MessageIdentity identity = entry.identity();
        if (device == null || identity == null) {
            pending(Lane.ROUTINE).rejections().addAll(entry.rejections());
            return AppendResult.COMMITTED;
        }
        DedupWindow.Judgement judgement = window.judge(device.id(), identity, nowMillis);
        if (judgement.verdict() == DedupWindow.Verdict.DUPLICATE) {
            duplicates++;
            return AppendResult.DUPLICATE;
        }
        if (judgement.verdict() == DedupWindow.Verdict.NEW_AFTER_RESTART) {
            newEpochs.put(device.id(), judgement.epoch());
        }
        if (judgement.missing() > 0) {
            gaps.add(new Gap(device.id(), identity, judgement.missing()));
        }
        DedupWindow.Seen message = new DedupWindow.Seen(device.id(), identity, judgement.epoch(), nowMillis);
        window.remember(message);
        seen.add(message);
        for (Reading reading : entry.readings()) {
            Lane lane = lane(reading).atLeast(device.profile().laneOf(reading.metric(), reading.value()));
            pending(lane).readings().add(inEpoch(reading, identity, judgement.epoch()));
        }
        pending(Lane.ROUTINE).rejections().addAll(entry.rejections());
        return AppendResult.COMMITTED;
    }

    private Pending pending(Lane lane) {
        return pending.computeIfAbsent(lane, absent -> new Pending(new ArrayList<>(), new ArrayList<>()));
    }

    private static Lane lane(Reading reading) {
        if (reading.isTrue() && LIFE_SAFETY.contains(reading.metric())) {
            return Lane.LIFE_SAFETY;
        }
        boolean urgent = reading.has(Flag.DEV_ALARM)
                || (reading.isTrue() && reading.metric().equals(Metric.LEAK));
        return urgent ? Lane.URGENT : Lane.ROUTINE;
    }

    private static Reading inEpoch(Reading reading, MessageIdentity identity, int epoch) {
        if (epoch == 0 || identity.kind() != MessageIdentity.Kind.COUNTED) {
            return reading;
        }
        long boot = DedupWindow.bootEpoch(identity.boot(), epoch);
        return new Reading(
                reading.device(),
                reading.metric(),
                reading.value(),
                reading.eventMillis(),
                reading.deviceMillis(),
                reading.receivedMillis(),
                Reading.sequence(boot, identity.seq()),
                reading.flags());
    }

    /** Commits the group; what it added, per lane. The group is empty afterwards, also after a failure. */
    List<Segment> commit(long nowMillis) throws SQLException {
        try {
            List<Segment> segments = segments(nowMillis);
            for (Segment segment : segments) {
                store.insert(segment);
            }
            writeSeen(nowMillis);
            store.commit();
            for (Segment segment : segments) {
                nextNumbers.put(segment.lane(), segment.last() + 1);
            }
            count(segments);
            return segments;
        } finally {
            clear();
        }
    }

    private List<Segment> segments(long nowMillis) {
        List<Segment> segments = new ArrayList<>(pending.size());
        pending.forEach((lane, items) -> {
            long first = nextNumbers.getOrDefault(lane, 1L);
            int count = items.readings().size() + items.rejections().size();
            if (count > 0) {
                segments.add(new Segment(
                        lane,
                        first,
                        first + count - 1,
                        nowMillis,
                        List.copyOf(items.readings()),
                        List.copyOf(items.rejections())));
            }
        });
        return segments;
    }

    private void writeSeen(long nowMillis) throws SQLException {
        if (!seen.isEmpty()) {
            store.insertSeen(nowMillis, seen.size(), SeenCodec.write(seen));
            seenMessages += seen.size();
        }
        long notBefore = nowMillis - DedupWindow.HORIZON_MILLIS;
        int trimmed = 1;
        for (int i = 0; i < TRIMMED_PER_COMMIT && trimmed > 0; i++) {
            trimmed = store.trimSeen(notBefore, seenMessages > SEEN_LIMIT);
            seenMessages -= trimmed;
        }
        for (Map.Entry<DeviceId, Integer> epoch : newEpochs.entrySet()) {
            store.saveEpoch(epoch.getKey(), epoch.getValue());
        }
        for (Gap gap : gaps) {
            store.insertGap(gap.device(), gap.before().boot(), gap.before().seq(), gap.missing(), nowMillis);
        }
        if (!gaps.isEmpty()) {
            store.trimGaps(notBefore);
        }
    }

    private void count(List<Segment> segments) {
        for (Segment segment : segments) {
            meters.readings.increment(segment.readings().size());
        }
        meters.messages.increment(seen.size());
        meters.duplicates.increment(duplicates);
        meters.seqReset.increment(newEpochs.size());
        for (Gap gap : gaps) {
            meters.missing.increment((double) gap.missing());
        }
    }

    private void clear() {
        pending.clear();
        seen.clear();
        newEpochs.clear();
        gaps.clear();
        duplicates = 0;
    }
}
