package io.geshao.console.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.console.api.Presence.Heard;
import io.geshao.console.api.Presence.Status;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceKind;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.Totals;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The counts for the wall. Made at most once a second, whoever asks: the question goes through the whole store. Any
 * thread; who comes while it is made waits for it.
 */
public final class Summary {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RATE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Registry registry;
    private final Presence presence;
    private final TelemetryQuery telemetry;
    private final AlertDesk alerts;
    private final CaseDesk cases;
    private final Ticker ticker;
    private final Deque<StoredAt> history = new ArrayDeque<>(); // guarded by this; the last ten seconds
    private @Nullable Counts last; // guarded by this

    public Summary(
            Registry registry,
            Presence presence,
            TelemetryQuery telemetry,
            AlertDesk alerts,
            CaseDesk cases,
            Ticker ticker) {
        this.registry = registry;
        this.presence = presence;
        this.telemetry = telemetry;
        this.alerts = alerts;
        this.cases = cases;
        this.ticker = ticker;
    }

    private record StoredAt(long nanos, long stored) {}

    /**
     * One state of the counts.
     *
     * @param content everything but the time, to compare two states by
     * @param json with the time, as it is sent
     */
    public record Counts(ObjectNode content, String json, long madeNanos) {}

    public Answer answer(Call call) {
        call.query().finish();
        return Answer.of(200, "application/json", counts().json().getBytes(StandardCharsets.UTF_8));
    }

    /** The counts, at most a second old; blocking. */
    public synchronized Counts counts() {
        long now = ticker.nanos();
        if (last == null || now - last.madeNanos >= FRESH_NANOS) {
            ObjectNode content = JsonNodeFactory.instance.objectNode();
            devices(content.putObject("devices"));
            cases(content);
            content.putObject("alerts")
                    .put(
                            "open",
                            alerts.open().stream()
                                    .filter(alert -> !alert.drill())
                                    .count());
            readings(content, telemetry.totals(), now);
            ObjectNode dated = content.deepCopy().put("nowMillis", ticker.epochMillis());
            last = new Counts(content, dated.toString(), now);
        }
        return last;
    }

    private void devices(ObjectNode into) {
        Heard heard = presence.heard();
        Map<Status, Integer> all = new EnumMap<>(Status.class);
        Map<DeviceKind, Map<Status, Integer>> byKind = new EnumMap<>(DeviceKind.class);
        for (DeviceKind kind : DeviceKind.values()) {
            byKind.put(kind, new EnumMap<>(Status.class));
        }
        for (Device device : registry.devices()) {
            Status status = heard.status(device);
            all.merge(status, 1, Integer::sum);
            byKind.computeIfAbsent(device.profile().kind(), kind -> new EnumMap<>(Status.class))
                    .merge(status, 1, Integer::sum);
        }
        counts(into, all);
        ObjectNode kinds = into.putObject("byKind");
        byKind.forEach((kind, counts) -> counts(kinds.putObject(kind.wireName()), counts));
    }

    private static void counts(ObjectNode into, Map<Status, Integer> counts) {
        into.put("total", counts.values().stream().mapToInt(Integer::intValue).sum());
        for (Status status : Status.values()) {
            into.put(status.wireName(), counts.getOrDefault(status, 0));
        }
    }

    private void cases(ObjectNode into) {
        List<CaseView> open =
                cases.open().stream().filter(view -> !view.drill()).toList();
        ObjectNode counts = into.putObject("cases").put("open", open.size());
        counts.put(
                "emergency",
                open.stream()
                        .filter(view -> view.domain() == CaseView.Domain.EMERGENCY)
                        .count());
        for (Severity severity : List.of(Severity.S1, Severity.S2, Severity.S3)) {
            counts.put(
                    severity.name(),
                    open.stream().filter(view -> view.severity() == severity).count());
        }
        List<CaseView> waiting =
                open.stream().filter(view -> view.ackedBy() == null).toList();
        counts.put("unacked", waiting.size());
        CaseView oldest = waiting.stream()
                .min(Comparator.comparingLong(CaseView::openedMillis))
                .orElse(null);
        if (oldest == null) {
            into.putNull("oldestUnacked");
        } else {
            ObjectNode entry = into.putObject("oldestUnacked")
                    .put("number", oldest.number())
                    .put("severity", oldest.severity().name());
            ObjectNode title = entry.putObject("title");
            new TreeMap<>(oldest.title()).forEach(title::put);
            entry.put("openedMillis", oldest.openedMillis());
        }
    }

    private void readings(ObjectNode into, Totals totals, long nowNanos) {
        while (history.size() > 1 && nowNanos - history.getFirst().nanos > RATE_NANOS) {
            history.removeFirst();
        }
        StoredAt oldest = history.peekFirst();
        double perSecond = 0;
        if (oldest != null && nowNanos > oldest.nanos) {
            double perNano = (double) Math.max(0, totals.stored() - oldest.stored) / (nowNanos - oldest.nanos);
            perSecond = Math.round(perNano * 1e10) / 10.0;
        }
        history.addLast(new StoredAt(nowNanos, totals.stored()));
        into.putObject("readings")
                .put("stored", totals.stored())
                .put("duplicates", totals.duplicates())
                .put("perSecond", perSecond);
        ObjectNode rejected = into.putObject("rejected");
        rejected.put(
                "total",
                totals.rejectedByReason().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        ObjectNode byReason = rejected.putObject("byReason");
        new TreeMap<>(totals.rejectedByReason()).forEach(byReason::put);
    }
}
