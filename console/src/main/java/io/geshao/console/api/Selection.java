package io.geshao.console.api;

import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads from a request which devices, which metric and which time it is about. Any thread. */
final class Selection {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int MAX_NAMED = 1_000;
    /** Ids and commas of {@value #MAX_NAMED} devices. */
    private static final int MAX_NAMES_LENGTH = 65_000;

    private static final int MAX_PATH = 200;

    private final Registry registry;
    private final Ticker ticker;
    private final List<Device> byId;

    Selection(Registry registry, Ticker ticker) {
        this.registry = registry;
        this.ticker = ticker;
        this.byId = registry.devices().stream()
                .sorted(Comparator.comparing(Device::id))
                .toList();
    }

    /** The device that the path names: registered, and where the asking account may look. */
    Device device(Call call) {
        return device(call, call.path("id"));
    }

    private Device device(Call call, String id) {
        if (!DeviceId.isValid(id)) {
            throw Refusal.parameter("id", "is not a device id");
        }
        return registry.device(new DeviceId(id))
                .filter(device -> call.sees(device.place()))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_DEVICE, "there is no device " + id));
    }

    /**
     * The devices that a request names in {@code devices}, or those at or below {@code place}, of a {@code kind}; all if
     * it names nothing. In the order of their ids.
     */
    List<Device> devices(Call call) {
        Query query = call.query();
        String names = query.text("devices", MAX_NAMES_LENGTH);
        String place = query.text("place", MAX_PATH);
        String kind = query.oneOf("kind", DeviceAnswers.KINDS);
        if (names != null) {
            if (place != null || kind != null) {
                throw Refusal.parameter("devices", "does not go with place or kind");
            }
            return named(call, names);
        }
        if (place != null && !isPlace(place)) {
            throw Refusal.parameter("place", "is not the path of a place");
        }
        List<Device> found = byId.stream()
                .filter(device -> call.sees(device.place()))
                .filter(device -> place == null || isAt(device.place(), place))
                .filter(device ->
                        kind == null || device.profile().kind().wireName().equals(kind))
                .toList();
        if (found.size() > TelemetryQuery.MAX_DEVICES) {
            throw Refusal.parameter("place", "holds more than " + TelemetryQuery.MAX_DEVICES + " devices; narrow it");
        }
        return found;
    }

    /** A path counts if a place has it or lies below it: the upper levels need no entry of their own. */
    private boolean isPlace(String path) {
        return registry.places().stream().anyMatch(place -> isAt(place.path(), path));
    }

    private static boolean isAt(String path, String subtree) {
        return path.startsWith(subtree) && (path.length() == subtree.length() || path.charAt(subtree.length()) == '/');
    }

    private List<Device> named(Call call, String names) {
        TreeSet<String> ids = new TreeSet<>(Arrays.asList(names.split(",", -1)));
        if (ids.size() > MAX_NAMED) {
            throw Refusal.parameter("devices", "names more than " + MAX_NAMED);
        }
        List<Device> found = new ArrayList<>();
        for (String id : ids) {
            if (!DeviceId.isValid(id)) {
                throw Refusal.parameter("devices", "holds something that is not a device id");
            }
            found.add(device(call, id));
        }
        return found;
    }

    static Metric metric(Query query) {
        String name = query.text("metric", 64);
        if (name == null) {
            throw Refusal.parameter("metric", "is missing");
        }
        return Metric.find(name).orElseThrow(() -> Refusal.parameter("metric", "is not a metric"));
    }

    /** [fromMillis, toMillis). */
    record Range(long fromMillis, long toMillis) {
        /** Width of at most so many buckets over this range, of a size that people count in. */
        long bucketFor(int buckets) {
            long least = Math.max(1_000, (toMillis - fromMillis + buckets - 1) / buckets);
            for (long width : WIDTHS) {
                if (width >= least) {
                    return width;
                }
            }
            return (least + DAY_MILLIS - 1) / DAY_MILLIS * DAY_MILLIS;
        }

        /** The range from the last full bucket border on; borders of more than an hour lie on full hours. */
        Range alignedTo(long bucketMillis) {
            return new Range(fromMillis - fromMillis % Math.min(bucketMillis, HOUR_MILLIS), toMillis);
        }
    }

    static final long HOUR_MILLIS = 3_600_000L;
    private static final long[] WIDTHS = {
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        900_000,
        1_800_000,
        HOUR_MILLIS,
        2 * HOUR_MILLIS,
        3 * HOUR_MILLIS,
        6 * HOUR_MILLIS,
        12 * HOUR_MILLIS,
        DAY_MILLIS
    };

    /** {@code from} and {@code to}; the last day where they are not given. */
    Range range(Query query) {
        Long to = Objects.requireNonNullElse(query.millis("to"), ticker.epochMillis() + 1);
        @Nullable Long from = query.millis("from");
        Range range = new Range(from == null ? Math.max(0, to - DAY_MILLIS) : from, to);
        if (range.fromMillis >= range.toMillis) {
            throw Refusal.parameter("from", "must be before to");
        }
        return range;
    }
}
