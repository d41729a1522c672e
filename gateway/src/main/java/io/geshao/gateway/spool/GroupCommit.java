package io.geshao.gateway.spool;

import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.registry.Device;
import io.geshao.gateway.codec.MessageIdentity;
import java.io.ByteArrayOutputStream;
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
    /** Old gaps are looked for by reading them all, so not with every group. */
    private static final long TRIM_GAPS_MILLIS = 60_000;

    private final SpoolStore store;
    private final Books books;
    private final RoomKeeper room;
    private final SpoolMeters meters;
    private DedupWindow window = new DedupWindow();
    private int seenMessages;
    private long gapsTrimmedMillis = Long.MIN_VALUE;

    // The group under way.
    private final Map<Lane, List<Pending>> pending = new EnumMap<>(Lane.class);
    private final List<DedupWindow.Seen> seen = new ArrayList<>();
    private final Map<DeviceId, Integer> newEpochs = new HashMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    private int duplicates;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

    /** Messages that never came, in front of one that did. */
    private record Gap(DeviceId device, MessageIdentity before, long missing) {}

    /** The items of one lane in the group, received in one hour. */
    private static final class Pending {
        final long hour;
        final List<Reading> readings = new ArrayList<>();
        final List<Rejection> rejections = new ArrayList<>();
        long fromMillis = Long.MAX_VALUE;
        long toMillis = Long.MIN_VALUE;
        long duplicates;

        Pending(long hour) {
            this.hour = hour;
        }

        void received(long millis) {
            fromMillis = Math.min(fromMillis, millis);
            toMillis = Math.max(toMillis, millis);
        }
    }

    GroupCommit(SpoolStore store, Books books, RoomKeeper room, SpoolMeters meters) {
        this.store = store;
        this.books = books;
        this.room = room;
        this.meters = meters;
    }

    /** Reads back what the file knows. */
    void load(long nowMillis) throws SQLException {
        DedupWindow loaded = new DedupWindow();
        seenMessages = store.restore(loaded, nowMillis - DedupWindow.HORIZON_MILLIS);
        window = loaded;
        books.load(nowMillis);
        room.reset();
    }

    /** Takes one entry into the group; COMMITTED and DUPLICATE hold once the group is committed. */
    AppendResult add(SpoolEntry entry, long nowMillis) {
        Device device = entry.device();
        MessageIdentity identity = entry.identity();
        if (device == null || identity == null) {
            reject(entry);
            return AppendResult.COMMITTED;
        }
        DedupWindow.Judgement judgement = window.judge(device.id(), identity, nowMillis);
        if (judgement.verdict() == DedupWindow.Verdict.DUPLICATE) {
            duplicates++;
            for (Reading reading : entry.readings()) {
                pending(laneOf(reading, device), reading.receivedMillis()).duplicates++;
            }
            for (Rejection rejection : entry.rejections()) {
                pending(Lane.ROUTINE, rejection.receivedMillis()).duplicates++;
            }
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
            Pending items = pending(laneOf(reading, device), reading.receivedMillis());
            items.received(reading.receivedMillis());
            items.readings.add(inEpoch(reading, identity, judgement.epoch()));
        }
        reject(entry);
        return AppendResult.COMMITTED;
    }

    private void reject(SpoolEntry entry) {
        for (Rejection rejection : entry.rejections()) {
            Pending items = pending(Lane.ROUTINE, rejection.receivedMillis());
            items.received(rejection.receivedMillis());
            items.rejections.add(rejection);
        }
    }

    /** Whether an entry has something for a lane that takes nothing more at the moment. */
    boolean isRefused(SpoolEntry entry) {
        Device device = entry.device();
        if (device != null) {
            for (Reading reading : entry.readings()) {
                if (room.isFull(laneOf(reading, device))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The newest first: a group spans two hours once an hour. */
    private Pending pending(Lane lane, long receivedMillis) {
        List<Pending> hours = pending.computeIfAbsent(lane, absent -> new ArrayList<>(1));
        for (int i = hours.size() - 1; i >= 0; i--) {
            Pending candidate = hours.get(i);
            if (receivedMillis >= candidate.hour && receivedMillis - candidate.hour < SegmentHead.HOUR_MILLIS) {
                return candidate;
            }
        }
        Pending fresh = new Pending(SegmentHead.hourOf(receivedMillis));
        hours.add(fresh);
        return fresh;
    }

    /** The most urgent lane of what an entry holds. */
    static Lane urgency(SpoolEntry entry) {
        Lane urgency = Lane.ROUTINE;
        Device device = entry.device();
        if (device != null) {
            List<Reading> readings = entry.readings();
            for (int i = 0; i < readings.size(); i++) {
                urgency = urgency.atLeast(laneOf(readings.get(i), device));
            }
        }
        return urgency;
    }

    private static Lane laneOf(Reading reading, Device device) {
        return lane(reading).atLeast(device.profile().laneOf(reading.metric(), reading.value()));
    }

    private static Lane lane(Reading reading) {
        boolean alarms = reading.metric().isBoolean() && reading.isTrue(); // asked first: most are numbers
        if (alarms && LIFE_SAFETY.contains(reading.metric())) {
            return Lane.LIFE_SAFETY;
        }
        if (reading.metric().isVendor() && reading.metric().name().startsWith(EdgeRules.TOLD)) {
            return Lane.LIFE_SAFETY; // behind the readings it is about
        }
        boolean urgent =
                reading.has(Flag.DEV_ALARM) || (alarms && reading.metric().equals(Metric.LEAK));
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
            long given = room.keepShare(nowMillis);
            List<Segment> segments = insert(nowMillis);
            writeSeen(nowMillis);
            books.save(nowMillis);
            store.commit();
            books.saved();
            count(segments);
            meters.givenUp.increment((double) given);
            return segments;
        } finally {
            clear();
        }
    }

    private List<Segment> insert(long nowMillis) throws SQLException {
        List<Segment> segments = new ArrayList<>(pending.size());
        for (Map.Entry<Lane, List<Pending>> lane : pending.entrySet()) {
            LaneBook book = books.of(lane.getKey());
            for (Pending items : lane.getValue()) {
                int count = items.readings.size() + items.rejections.size();
                book.answered(items.hour, count, items.duplicates, nowMillis);
                if (count == 0) {
                    continue;
                }
                SegmentHead head = new SegmentHead(
                        lane.getKey(),
                        book.next(),
                        book.next() + count - 1,
                        nowMillis,
                        items.fromMillis,
                        items.toMillis,
                        items.readings.size(),
                        items.rejections.size(),
                        SegmentHead.State.WAITING);
                Segment segment = new Segment(head, List.copyOf(items.readings), List.copyOf(items.rejections));
                byte[] body = segment.body(bytes);
                store.insert(head, body);
                book.stored(head, body.length, nowMillis);
                segments.add(segment);
            }
        }
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
        boolean due = gapsTrimmedMillis == Long.MIN_VALUE || nowMillis - gapsTrimmedMillis >= TRIM_GAPS_MILLIS;
        if (!gaps.isEmpty() && due) {
            store.trimGaps(notBefore);
            gapsTrimmedMillis = nowMillis;
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

    /** Forgets the group under way. */
    void abandon() {
        clear();
    }

    private void clear() {
        pending.clear();
        seen.clear();
        newEpochs.clear();
        gaps.clear();
        duplicates = 0;
    }
}
