package io.geshao.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static Reading reading(double value, int flags) {
        return new Reading(new DeviceId("s-1"), Metric.LEVEL, value, 1_000, Reading.NO_DEVICE_TIME, 1_000, 7, flags);
    }

    @Test
    void value_that_is_not_finite_cannot_exist() {
        assertThatIllegalArgumentException().isThrownBy(() -> reading(Double.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> reading(Double.NEGATIVE_INFINITY, 0));
    }

    @Test
    void sequence_orders_boots_before_counters() {
        assertThat(Reading.sequence(1, 0)).isGreaterThan(Reading.sequence(0, 4_294_967_295L));
        assertThat(Reading.sequence(3, 5)).isEqualTo(3L * 4_294_967_296L + 5);
    }

    @Test
    void flags_are_set_and_named() {
        Reading late = reading(1, Flag.bits(Flag.LATE, Flag.NO_TS)).with(Flag.BACKFILL);
        assertThat(late.has(Flag.LATE)).isTrue();
        assertThat(late.has(Flag.TEST)).isFalse();
        assertThat(Flag.names(late.flags())).isEqualTo(List.of("late", "no_ts", "backfill"));
    }

    @Test
    void flag_bits_keep_their_stored_positions() {
        // Stored rows hold these numbers: a changed order would relabel history.
        assertThat(Flag.values())
                .containsExactly(
                        Flag.LATE,
                        Flag.NO_TS,
                        Flag.BAD_CLOCK,
                        Flag.TEST,
                        Flag.SIMULATED,
                        Flag.PARTIAL,
                        Flag.DEV_ALARM,
                        Flag.DEV_CLEAR,
                        Flag.DRILL,
                        Flag.BACKFILL,
                        Flag.OUT_OF_RANGE,
                        Flag.CLOCK_SKEW);
        assertThat(Flag.LATE.bit()).isEqualTo(1);
        assertThat(Flag.BACKFILL.bit()).isEqualTo(512);
        assertThat(Flag.CLOCK_SKEW.bit()).isEqualTo(2048);
    }

    @Test
    void ids_have_one_shape() {
        assertThat(new DeviceId("a.b_c-9").value()).isEqualTo("a.b_c-9");
        for (String bad : List.of("", ".hidden", "a/b", "a b", "-x", "é", "a".repeat(65))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new DeviceId(bad));
            assertThatIllegalArgumentException().isThrownBy(() -> new CommunityId(bad));
        }
    }

    @Test
    void more_urgent_lane_wins() {
        assertThat(Lane.ROUTINE.atLeast(Lane.URGENT)).isEqualTo(Lane.URGENT);
        assertThat(Lane.LIFE_SAFETY.atLeast(Lane.URGENT)).isEqualTo(Lane.LIFE_SAFETY);
        assertThat(Lane.of("life_safety")).isEqualTo(Lane.LIFE_SAFETY);
    }

    @Test
    void raw_bytes_of_a_rejection_are_cut() {
        Rejection rejection = new Rejection(
                RejectionReason.TOO_LARGE, null, null, "g/yuhua/s-1/up", "16385 bytes", 1, new byte[20_000]);
        assertThat(rejection.raw()).hasSize(Rejection.RAW_LIMIT);
    }

    @Test
    void text_of_a_rejection_can_always_be_stored() {
        Rejection rejection = new Rejection(
                RejectionReason.UNKNOWN_METRIC, null, "a\uDC57b", "g/\0/up", "\uD83D\uDD25 \uD83D", 1, new byte[0]);
        assertThat(rejection.metric()).isEqualTo("a\uFFFDb");
        assertThat(rejection.source()).isEqualTo("g/\uFFFD/up");
        assertThat(rejection.detail()).isEqualTo("\uD83D\uDD25 \uFFFD");
    }

    @Test
    void every_reason_answers_both_protocols() {
        for (RejectionReason reason : RejectionReason.values()) {
            assertThat(reason.dropsOneMetric()).isEqualTo(reason.coapCode() == 204);
            assertThat(reason.mqttCode()).isIn(0x00, 0x87, 0x90, 0x97, 0x99);
        }
    }
}
