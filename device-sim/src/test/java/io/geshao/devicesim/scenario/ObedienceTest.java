package io.geshao.devicesim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ObedienceTest {
    private static final long NOW = 1_760_000_000_000L;
    private final Obedience device = new Obedience();

    private String told(String order) {
        return new String(device.obey(order.getBytes(StandardCharsets.UTF_8), NOW), StandardCharsets.UTF_8);
    }

    @Test
    void order_thatComesTwice_isCarriedOutOnceAndAnsweredTwice() {
        String on = "{\"id\":\"a\",\"do\":\"siren\",\"on\":true,\"expires\":" + (NOW + 1) + "}";
        assertThat(told(on)).isEqualTo("{\"id\":\"a\",\"result\":\"done\"}");
        assertThat(told("{\"id\":\"b\",\"do\":\"siren\",\"on\":false,\"expires\":" + (NOW + 1) + "}"))
                .contains("done");

        assertThat(told(on)).isEqualTo("{\"id\":\"a\",\"result\":\"done\"}");

        assertThat(device.sounds()).isFalse();
        assertThat(device.done()).isEqualTo(2);
    }

    @Test
    void order_pastItsTimeOrUnknown_isRefusedWithItsReason() {
        assertThat(told("{\"id\":\"a\",\"do\":\"valve\",\"open\":false,\"expires\":" + NOW + "}"))
                .isEqualTo("{\"id\":\"a\",\"result\":\"refused\",\"reason\":\"TOO_LATE\"}");
        assertThat(told("{\"id\":\"b\",\"do\":\"dance\",\"expires\":" + (NOW + 1) + "}"))
                .contains("UNKNOWN_ORDER");
        assertThat(device.isOpen()).isTrue();
        assertThat(device.done()).isZero();
    }

    @Test
    void configuration_changesThePace() {
        assertThat(device.intervalMillis(60_000)).isEqualTo(60_000);

        told("{\"id\":\"a\",\"do\":\"configure\",\"interval_s\":5,\"threshold.level\":0.4,\"version\":1,\"expires\":"
                + (NOW + 1) + "}");

        assertThat(device.intervalMillis(60_000)).isEqualTo(5_000);
        assertThat(device.takeIntervalChanged()).isTrue();
        assertThat(device.takeIntervalChanged()).isFalse();
    }
}
