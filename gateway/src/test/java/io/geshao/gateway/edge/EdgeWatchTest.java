package io.geshao.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceId;
import io.geshao.core.Grade;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Severity;
import io.geshao.core.port.EdgeRules;
import io.geshao.core.registry.Registry;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What people near a gateway are told, and what is left to the centre; on virtual time, with a rule made up for the test. */
final class EdgeWatchTest {
    private static final DeviceId D = new DeviceId("d");

    private final FakeTicker ticker = FakeTicker.at(1_760_000_000_000L);
    private final FakeKeep keep = new FakeKeep();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FakeLink link = new FakeLink();
    private final EdgeBoard board = new EdgeBoard("gw-1");
    private final List<String> published = new ArrayList<>();
    private Registry registry = Town.registry();
    private int made;
    private int handedOver;
    private final EdgeWatch watch = new EdgeWatch(
            this::rules,
            () -> Map.of("F1.yaml", "…"),
            () -> registry,
            link,
            ticker,
            keep,
            board,
            (alert, notice) -> published.add(notice),
            meters);

    /** A link under the thumb of the test. */
    private static final class FakeLink implements Edge.Link {
        boolean cutOff;
        long stored;
        long confirmed;

        @Override
        public boolean isCutOff() {
            return cutOff;
        }

        @Override
        public long[] stored() {
            return new long[] {stored, 0};
        }

        @Override
        public boolean isConfirmed(long[] mark) {
            return mark[0] <= confirmed;
        }

        @Override
        public boolean hasAll() {
            return confirmed == stored;
        }
    }

    /** Smoke is raised at once and latched when it is gone. */
    private EdgeRules rules(
            Map<String, String> texts, Registry devices, long nowMillis, Consumer<AlertTransition> told) {
        made++;
        return new EdgeRules() {
            @Override
            public boolean cares(DeviceId device) {
                return device.equals(D);
            }

            @Override
            public void stored(List<Reading> readings, long now) {
                for (Reading reading : readings) {
                    boolean on = reading.isTrue();
                    told.accept(new AlertTransition(
                            0,
                            on ? AlertTransition.Kind.RAISED : AlertTransition.Kind.LATCHED,
                            alert(on ? AlertView.State.ACTIVE_UNACK : AlertView.State.LATCHED_UNACK),
                            now));
                }
            }

            @Override
            public void advance(long now) {}

            @Override
            public void handOver() {
                handedOver++;
            }
        };
    }

    private AlertView alert(AlertView.State state) {
        return new AlertView(
                "F1|device:d|1760000000000",
                "F1",
                1,
                Map.of("zh", "烟感报警", "en", "Smoke"),
                Severity.S1,
                state,
                "device:d",
                registry.device(D).orElseThrow().community(),
                registry.device(D).orElseThrow().place(),
                D,
                1_760_000_000_000L,
                1_760_000_000_000L,
                1_760_000_000_000L,
                false,
                new AlertView.CaseHint("EM-01", CaseView.Domain.EMERGENCY, Grade.IV, "device:d", true, false),
                Map.of(),
                null);
    }

    private void smoke(boolean on) {
        long now = ticker.epochMillis();
        link.stored++;
        watch.offer(List.of(
                new Reading(D, Metric.SMOKE_ALARM, on ? 1 : 0, now, Reading.NO_DEVICE_TIME, now, link.stored, 0)));
        watch.step(null);
    }

    @Test
    void alarm_while_cut_off_is_told_at_once_and_leaves_a_mark_for_the_centre() {
        link.cutOff = true;
        smoke(true);
        assertThat(board.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.id()).isEqualTo("F1|device:d|1760000000000");
            assertThat(notice.place()).containsEntry("zh", "一格");
            assertThat(notice.state().isActive()).isTrue();
        });
        assertThat(published).singleElement().asString().contains("\"active\":true", "烟感报警");
        assertThat(board.json(ticker.epochMillis())).contains("\"cutOff\":true");
        assertThat(keep.readings()).singleElement().satisfies(mark -> {
            assertThat(mark.metric().name()).isEqualTo("x_edge_told_F1");
            assertThat(mark.device()).isEqualTo(D);
            assertThat(mark.eventMillis()).isEqualTo(ticker.epochMillis());
        });
    }

    @Test
    void alarm_that_reaches_the_centre_is_the_centres_business() {
        smoke(true);
        ticker.advance(Duration.ofMillis(100));
        link.confirmed = link.stored;
        watch.step(null);
        ticker.advance(Duration.ofSeconds(5));
        link.stored++;
        watch.step(null);
        assertThat(board.notices()).isEmpty();
        assertThat(published).isEmpty();
        assertThat(keep.readings()).isEmpty();
    }

    @Test
    void alarm_that_nobody_answers_for_is_told_within_a_second() {
        smoke(true);
        ticker.advance(Duration.ofMillis(EdgeWatch.HOLD_MILLIS - 1));
        watch.step(null);
        assertThat(board.notices()).isEmpty();
        ticker.advance(Duration.ofMillis(101));
        watch.step(null);
        assertThat(board.notices()).hasSize(1);
        assertThat(ticker.epochMillis() - 1_760_000_000_000L).isLessThan(1_000);
    }

    @Test
    void alarm_that_goes_on_is_shown_as_it_is_and_marked_once() {
        link.cutOff = true;
        smoke(true);
        ticker.advance(Duration.ofSeconds(10));
        smoke(true);
        smoke(false);
        assertThat(board.notices())
                .singleElement()
                .extracting(EdgeNotice::state)
                .isEqualTo(AlertView.State.LATCHED_UNACK);
        assertThat(published).last().asString().contains("\"active\":false", "\"over\":false");
        assertThat(keep.readings()).hasSize(1);
    }

    @Test
    void what_is_over_is_handed_over_when_the_centre_has_everything() {
        link.cutOff = true;
        smoke(true);
        watch.step(null);
        assertThat(handedOver).isZero();
        link.cutOff = false;
        watch.step(null);
        assertThat(handedOver).as("something waits").isZero();
        link.confirmed = link.stored;
        watch.step(null);
        assertThat(handedOver).isEqualTo(1);
        assertThat(board.notices()).as("what was told stays readable").hasSize(1);
    }

    @Test
    void wrong_rules_do_not_keep_a_gateway_from_starting_and_show_in_its_health() {
        EdgeRules.Maker wrong = (texts, devices, now, told) -> {
            throw new IllegalArgumentException("F1.yaml:3:1: no such metric");
        };
        EdgeWatch deaf =
                new EdgeWatch(wrong, Map::of, () -> registry, link, ticker, keep, board, (alert, notice) -> {}, meters);
        deaf.offer(List.of(new Reading(D, Metric.SMOKE_ALARM, 1, 0, Reading.NO_DEVICE_TIME, 0, 1, 0)));
        deaf.step(null);
        assertThat(deaf.health()).contains("F1.yaml:3:1");
        assertThat(watch.health()).isEqualTo("up");
    }

    @Test
    void devices_without_rules_are_not_judged_and_another_registry_makes_other_rules() {
        watch.offer(List.of(new Reading(new DeviceId("e"), Metric.SMOKE_ALARM, 1, 0, Reading.NO_DEVICE_TIME, 0, 1, 0)));
        assertThat(watch.queue()).isEmpty();
        registry = Town.registry();
        watch.step(null);
        assertThat(made).isEqualTo(2);
    }
}
