package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are seconds after ten o'clock. */
class HorizonTest {
    private final Horizon horizon = new Horizon();
    private long number;

    private Batch batch(String gateway, double... receivedAt) {
        List<Reading> readings = new java.util.ArrayList<>();
        for (double second : receivedAt) {
            long at = at(second);
            readings.add(new Reading(new DeviceId("d"), Metric.LEVEL, 1, at, at, at, ++number, 0));
        }
        return new Batch(
                gateway, "", Lane.ROUTINE, number, number, readings.get(0).receivedMillis(), readings, List.of());
    }

    private static long at(double second) {
        return TEN + Math.round(second * 1_000);
    }

    private double complete(double now) {
        return (horizon.completeUntilMillis(at(now)) - TEN) / 1_000.0;
    }

    private void commit(Horizon.Waiting batch, double now) {
        horizon.committed(batch, at(now));
        horizon.settled(batch);
    }

    @Test
    void idle_store_is_complete_until_now() {
        assertThat(complete(5)).isEqualTo(5);
    }

    @Test
    void batch_that_waits_holds_the_horizon_at_its_oldest_reading() {
        Horizon.Waiting waiting = horizon.arrived(batch("gw-1", 1, 2), at(2.1));
        Horizon.Waiting other = horizon.arrived(batch("gw-2", 3), at(3.1));
        assertThat(complete(30)).isEqualTo(1);
        horizon.settled(waiting);
        assertThat(complete(30)).isEqualTo(3);
        commit(other, 3.2);
        assertThat(complete(30)).isEqualTo(30);
    }

    @Test
    void batch_that_is_committed_at_once_leaves_nothing_behind() {
        Horizon.Waiting quick = horizon.arrived(batch("gw-1", 1), at(1.1));
        commit(quick, 1.2);
        assertThat(complete(1.2)).isEqualTo(1.2);
    }

    @Test
    void between_two_batches_of_a_backlog_the_horizon_stays_at_the_first_ones_newest_reading() {
        Horizon.Waiting first = horizon.arrived(batch("gw-1", 1, 2), at(2.1));
        commit(first, 60);
        assertThat(complete(60.5)).isEqualTo(2);
        Horizon.Waiting second = horizon.arrived(batch("gw-1", 2.5, 59), at(60.6));
        assertThat(complete(60.7)).isEqualTo(2.5);
        commit(second, 60.9);
        assertThat(complete(60.9)).isEqualTo(59);
        assertThat(complete(62.8)).isEqualTo(59);
        assertThat(complete(62.9)).as("a quiet lane has no backlog").isEqualTo(62.9);
    }

    @Test
    void backlog_that_the_store_made_is_waited_for_however_old_it_is() {
        Horizon.Waiting first = horizon.arrived(batch("gw-1", 1, 2), at(2.1));
        commit(first, 3_600);
        horizon.arrived(batch("gw-1", 3, 4), at(3_600.1));
        assertThat(complete(3_601)).isEqualTo(3);
    }

    @Test
    void gateway_that_was_cut_off_for_an_hour_does_not_stop_the_clock() {
        Horizon.Waiting old = horizon.arrived(batch("gw-1", 1, 2), at(3_600));
        assertThat(complete(3_601)).isEqualTo(3_600);
        commit(old, 3_601);
        assertThat(complete(3_601)).isEqualTo(3_601);
    }

    @Test
    void batch_that_is_refused_holds_the_horizon_until_it_can_be_back() {
        Horizon.Waiting refused = horizon.arrived(batch("gw-1", 1), at(1.1));
        horizon.refused(refused, at(1.1));
        assertThat(complete(6)).isEqualTo(1);
        Horizon.Waiting again = horizon.arrived(refused.batch(), at(6));
        assertThat(complete(30)).isEqualTo(1);
        horizon.settled(again);
        assertThat(complete(30)).isEqualTo(30);
    }
}
