package io.geshao.alerting.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.Rehearsal;
import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.rule.RuleCatalogue;
import io.geshao.alerting.store.AlertStore;
import io.geshao.alerting.store.InMemoryAlertStore;
import io.geshao.core.AlertTransition;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.core.registry.Place;
import io.geshao.core.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Three days of a gauge that reports every ten minutes, flooded each noon for half an hour. */
class BacktestTest {
    private static final long ZERO = 1_772_409_600_000L;
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;

    private static final DeviceProfile LEVEL =
            new DeviceProfile("level", DeviceKind.WATER, "native", Lane.URGENT, 10 * MINUTE, 5 * MINUTE);

    private static final Registry REGISTRY = new Registry(
            List.of(place("d"), place("d/s"), place("d/s/home"), place("d/s/home/g01"), place("d/s/home/g02")),
            List.of(
                    new Device(new DeviceId("w1"), LEVEL, "d/s/home/g01", "", "", 0, 0, "w1", "w1"),
                    new Device(new DeviceId("w2"), LEVEL, "d/s/home/g02", "", "", 0, 0, "w2", "w2")),
            Map.of());

    private static Place place(String path) {
        return new Place(path, path, path, 0, 0);
    }

    private static List<Rule> flood(String limit) {
        return RuleCatalogue.parse(Map.of("A1.yaml", """
                        id: A1
                        title: { zh: 积水, en: Flood }
                        scope: device
                        severity: S2
                        when:
                          any:
                            - level >= %s
                        for: 2m
                        """.formatted(limit)), 1);
    }

    /** The log in memory; counts the largest page that anybody asked for. */
    private static final class FakeLog implements ReadingLog {
        private final List<StoredBatch> batches = new ArrayList<>();

        @Override
        public long head() {
            return batches.isEmpty() ? 0 : batches.get(batches.size() - 1).number();
        }

        @Override
        public List<StoredBatch> after(long number, int maxBatches) {
            return batches.stream()
                    .filter(batch -> batch.number() > number)
                    .limit(maxBatches)
                    .toList();
        }
    }

    private static FakeLog threeDays() {
        FakeLog log = new FakeLog();
        for (long at = 0; at < 3 * DAY; at += 10 * MINUTE) {
            boolean noon = at % DAY >= 12 * 60 * MINUTE && at % DAY < 12 * 60 * MINUTE + 30 * MINUTE;
            List<Reading> readings =
                    List.of(reading("w1", noon ? 0.30 : 0.02, ZERO + at), reading("w2", noon ? 0.18 : 0.02, ZERO + at));
            log.batches.add(new StoredBatch(3 * (at / (10 * MINUTE)) + 7, ZERO + at + 40, readings));
        }
        return log;
    }

    private static Reading reading(String device, double level, long at) {
        return new Reading(new DeviceId(device), Metric.LEVEL, level, at, at, at, at, 0);
    }

    private static Backtest.Report run(String limit, long from, long to, InMemoryAlertStore then) {
        return Backtest.run(
                new Backtest.Request(flood(limit), Set.of("A1"), ZERO + from, ZERO + to, DAY),
                REGISTRY,
                threeDays(),
                then,
                progress -> {});
    }

    @Test
    void backtest_each_flood_counts_in_its_place() {
        Backtest.Report report = run("0.15", 0, 3 * DAY, new InMemoryAlertStore());
        assertThat(report.readings()).isEqualTo(3 * 144 * 2);
        assertThat(report.total()).isEqualTo(6);
        assertThat(report.perPlace())
                .extracting(tally -> tally.place() + " " + tally.rule() + " " + tally.count())
                .containsExactly("d/s/home/g01 A1 3", "d/s/home/g02 A1 3");
        assertThat(report.raised().get(0).raisedMillis()).isEqualTo(ZERO + 12 * 60 * MINUTE + 2 * MINUTE);
    }

    @Test
    void backtest_of_a_stricter_limit_raises_less() {
        assertThat(run("0.25", 0, 3 * DAY, new InMemoryAlertStore()).perPlace())
                .extracting(Backtest.Tally::place)
                .containsExactly("d/s/home/g01");
    }

    @Test
    void backtest_tells_only_its_span_and_knows_what_was_before() {
        // Both are under water when the span begins: what was raised before it is not told again.
        long from = DAY + 12 * 60 * MINUTE + 5 * MINUTE;
        assertThat(run("0.15", from, 2 * DAY, new InMemoryAlertStore()).total()).isZero();
        assertThat(run("0.15", from, 3 * DAY, new InMemoryAlertStore()).total()).isEqualTo(2);
    }

    @Test
    void backtest_compares_with_what_was_raised() {
        InMemoryAlertStore then = new InMemoryAlertStore();
        List<AlertStore.Entry> entries = new ArrayList<>();
        Rehearsal real = Rehearsal.start(REGISTRY, flood("0.15"), ZERO, one -> {
            if (one.kind() == AlertTransition.Kind.RAISED) {
                entries.add(new AlertStore.Entry(one.kind(), one.alert(), 1, one.atMillis()));
            }
        });
        for (StoredBatch batch : threeDays().batches.subList(0, 100)) {
            real.advanceTo(batch.committedMillis() - 40);
            real.stored(batch, batch.committedMillis() - 40);
        }
        then.commit(new AlertStore.Commit(new CommunityId("home"), 1, entries, List.of(), List.of()));
        Backtest.Report same = run("0.15", 0, DAY, then);
        assertThat(same.same()).isEqualTo(2);
        assertThat(same.onlyThen()).isEmpty();
        Backtest.Report stricter = run("0.25", 0, DAY, then);
        assertThat(stricter.same()).isEqualTo(1);
        assertThat(stricter.onlyThen()).containsExactly("A1|device:w2|" + (ZERO + 12 * 60 * MINUTE));
    }
}
