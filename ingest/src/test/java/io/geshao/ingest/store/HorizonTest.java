package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are seconds after ten o'clock. */
class HorizonTest {
    private final Horizon horizon = new Horizon();
    private long number;

    /** Continues the numbers of the lane. */
    private Batch batch(String gateway, double... receivedAt) {
        long first = number + 1;
        number += receivedAt.length;
        return numbered(gateway, "", first, receivedAt);
    }

    private static Batch numbered(String gateway, String spool, long first, double... receivedAt) {
        List<Reading> readings = new ArrayList<>();
        for (double second : receivedAt) {
            long at = at(second);
            readings.add(new Reading(new DeviceId("d"), Metric.LEVEL, 1, at, at, at, first + readings.size(), 0));
        }
        long last = first + readings.size() - 1;
        return new Batch(
                gateway, spool, Lane.ROUTINE, first, last, readings.get(0).receivedMillis(), readings, List.of());
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
        Batch batch = batch("gw-1", 1);
        Horizon.Waiting refused = horizon.arrived(batch, at(1.1));
        horizon.refused(refused, at(1.1));
        assertThat(complete(6)).isEqualTo(1);
        Horizon.Waiting again = horizon.arrived(batch, at(6));
        assertThat(complete(30)).isEqualTo(1);
        horizon.settled(again);
        assertThat(complete(30)).isEqualTo(30);
    }

    /** Numbers 1 and 2 are committed at 60, though received at 1 and 2: a backlog from number 3 on. */
    private void backlog() {
        commit(horizon.arrived(numbered("gw-1", "s", 1, 1, 2), at(2.1)), 60);
        assertThat(complete(60)).isEqualTo(2);
    }

    @Test
    void live_batch_that_overtakes_a_backlog_does_not_release_it() {
        backlog();
        commit(horizon.arrived(numbered("gw-1", "s", 900, 60.1), at(60.2)), 60.3);
        assertThat(complete(60.4)).isEqualTo(2);
        commit(horizon.arrived(numbered("gw-1", "s", 3, 3, 4), at(61)), 61.1);
        assertThat(complete(61.2)).isEqualTo(4);
        commit(horizon.arrived(numbered("gw-1", "s", 901, 61.3), at(61.4)), 61.5);
        assertThat(complete(61.6)).isEqualTo(4);
        commit(horizon.arrived(numbered("gw-1", "s", 5, 61), at(61.7)), 61.8);
        assertThat(complete(61.8)).as("the backlog is through").isEqualTo(61.8);
    }

    @Test
    void hole_in_the_numbers_is_waited_for_while_the_gateway_sends_what_is_behind_it() {
        backlog();
        for (double now = 60.5; now < 100; now++) {
            commit(horizon.arrived(numbered("gw-1", "s", Math.round(now * 10), now), at(now)), now);
            assertThat(complete(now)).isEqualTo(2);
        }
        assertThat(complete(105))
                .as("a gateway that says no more is not waited for")
                .isEqualTo(2);
        assertThat(complete(106)).isEqualTo(106);
    }

    @Test
    void hole_that_is_never_filled_stops_the_clock_for_five_minutes_at_most() {
        backlog();
        for (double now = 61; now < 360; now++) {
            commit(horizon.arrived(numbered("gw-1", "s", Math.round(now * 10), now), at(now)), now);
            assertThat(complete(now)).isEqualTo(2);
        }
        commit(horizon.arrived(numbered("gw-1", "s", 10_000, 360), at(360)), 360);
        assertThat(complete(360)).isEqualTo(360);
    }

    @Test
    void spool_that_was_made_anew_does_not_continue_the_old_ones_numbers() {
        backlog();
        commit(horizon.arrived(numbered("gw-1", "other", 3, 60.1), at(60.2)), 60.3);
        assertThat(complete(60.4)).isEqualTo(2);
    }

    @Test
    void several_batches_of_a_lane_that_wait_at_once_hold_by_the_oldest_and_leave_one_hold_at_the_end() {
        Horizon.Waiting first = horizon.arrived(numbered("gw-1", "s", 1, 1, 2), at(2.1));
        Horizon.Waiting second = horizon.arrived(numbered("gw-1", "s", 3, 3, 4), at(4.1));
        Horizon.Waiting third = horizon.arrived(numbered("gw-1", "s", 5, 5, 6), at(6.1));
        assertThat(complete(30)).isEqualTo(1);
        commit(first, 30);
        assertThat(complete(30)).isEqualTo(3);
        commit(second, 31);
        commit(third, 31);
        assertThat(complete(31)).isEqualTo(6);
        assertThat(complete(33)).isEqualTo(33);
    }

    @Test
    void batches_that_come_in_another_order_than_their_numbers_leave_one_hold_at_the_end() {
        Horizon.Waiting second = horizon.arrived(numbered("gw-1", "s", 3, 3, 4), at(4.1));
        Horizon.Waiting first = horizon.arrived(numbered("gw-1", "s", 1, 1, 2), at(4.2));
        commit(second, 30);
        assertThat(complete(30)).isEqualTo(1);
        commit(first, 30);
        assertThat(complete(30)).isEqualTo(4);
        Horizon.Waiting third = horizon.arrived(numbered("gw-1", "s", 5, 29.8), at(30.1));
        commit(third, 30.2);
        assertThat(complete(30.2)).isEqualTo(30.2);
    }

    @Test
    void rest_of_the_centres_own_backlog_is_waited_for_though_it_overtakes_its_predecessor_by_age() {
        Horizon.Waiting first = horizon.arrived(numbered("gw-1", "s", 1, 1, 2), at(2.1));
        Horizon.Waiting second = horizon.arrived(numbered("gw-1", "s", 3, 3, 4), at(3_600));
        commit(first, 3_600);
        assertThat(complete(3_600)).isEqualTo(3);
        commit(second, 3_601);
        assertThat(complete(3_601)).isEqualTo(4);
    }

    @Test
    void backlog_of_a_gateway_that_was_cut_off_for_an_hour_does_not_stop_the_clock_for_what_it_sends_live() {
        Horizon.Waiting live = horizon.arrived(numbered("gw-1", "s", 900, 3_600), at(3_600));
        Horizon.Waiting old = horizon.arrived(numbered("gw-1", "s", 1, 1, 2), at(3_600.5));
        assertThat(complete(3_601)).isEqualTo(3_600);
        commit(live, 3_600.6);
        commit(old, 3_601);
        assertThat(complete(3_601)).isEqualTo(3_601);
    }

    @Test
    void gap_in_the_middle_of_a_backlog_hands_the_hold_on() {
        backlog();
        long hour = TEN;
        Batch gap = new Batch(
                "gw-1",
                "s",
                Lane.ROUTINE,
                3,
                9,
                at(60.5),
                List.of(),
                List.of(),
                List.of(new Batch.Gap(3, 9, hour + 2_500, hour + 30_000, 7, 0, Batch.Gap.Cause.QUOTA)));
        Horizon.Waiting waiting = horizon.arrived(gap, at(60.6));
        assertThat(complete(60.7)).isEqualTo(2.5);
        commit(waiting, 60.8);
        assertThat(complete(60.8)).isEqualTo(30);
        commit(horizon.arrived(numbered("gw-1", "s", 10, 60.7), at(60.9)), 61);
        assertThat(complete(61)).isEqualTo(61);
    }

    @Test
    void batch_that_is_refused_is_released_by_its_own_numbers_only() {
        Batch refused = numbered("gw-1", "s", 1, 1);
        horizon.refused(horizon.arrived(refused, at(1.1)), at(1.1));
        commit(horizon.arrived(numbered("gw-1", "s", 2, 1.2), at(1.3)), 1.4);
        assertThat(complete(2)).isEqualTo(1);
        commit(horizon.arrived(refused, at(1.5)), 1.6);
        assertThat(complete(2)).isEqualTo(2);
    }
}
