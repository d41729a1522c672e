package io.geshao.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.DeviceId;
import io.geshao.gateway.intake.DeviceLimits.Decision;
import io.geshao.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class DeviceLimitsTest {
    private static final DeviceId D = new DeviceId("d");
    private static final DeviceId E = new DeviceId("e");

    private final FakeTicker ticker = FakeTicker.at(1_760_000_000_000L);

    private static int passes(DeviceLimits limits, DeviceId device, int offered) {
        int passed = 0;
        for (int i = 0; i < offered; i++) {
            if (limits.judge(device) == Decision.PASS) {
                passed++;
            }
        }
        return passed;
    }

    @Test
    void burst_passes_at_once_and_then_the_rate() {
        DeviceLimits limits = new DeviceLimits(200, 1_000, ticker);
        assertThat(passes(limits, D, 1_500)).isEqualTo(1_000);
        ticker.advance(Duration.ofMillis(100));
        assertThat(passes(limits, D, 1_500)).isEqualTo(20);
        ticker.advance(Duration.ofHours(1));
        assertThat(passes(limits, D, 1_500))
                .as("no more than a burst is saved up")
                .isEqualTo(1_000);
    }

    @Test
    void flood_of_one_device_leaves_the_other_alone() {
        DeviceLimits limits = new DeviceLimits(1, 2, ticker);
        passes(limits, D, 100);
        assertThat(limits.judge(E)).isEqualTo(Decision.PASS);
    }

    @Test
    void flood_is_reported_first_and_then_every_minute() {
        DeviceLimits limits = new DeviceLimits(0.001, 1, ticker);
        assertThat(limits.judge(D)).isEqualTo(Decision.PASS);
        assertThat(limits.judge(D)).isEqualTo(Decision.LIMITED_AND_REPORT);
        assertThat(limits.judge(D)).isEqualTo(Decision.LIMITED);
        ticker.advance(Duration.ofSeconds(60));
        assertThat(limits.judge(D)).isEqualTo(Decision.LIMITED_AND_REPORT);
        assertThat(limits.judge(D)).isEqualTo(Decision.LIMITED);
    }

    @Test
    void limit_of_zero_is_none() {
        DeviceLimits limits = new DeviceLimits(0, 1, ticker);
        assertThat(passes(limits, D, 10_000)).isEqualTo(10_000);
        assertThat(limits.size()).isZero();
    }

    @Test
    void devices_beyond_the_bound_share_a_bucket_until_others_have_calmed_down() {
        DeviceLimits limits = new DeviceLimits(1, 1, 2, ticker);
        limits.judge(D);
        limits.judge(E);
        assertThat(limits.judge(new DeviceId("f"))).isEqualTo(Decision.PASS);
        assertThat(limits.judge(new DeviceId("g"))).isNotEqualTo(Decision.PASS);
        assertThat(limits.size()).isEqualTo(2);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(limits.judge(new DeviceId("g"))).isEqualTo(Decision.PASS);
        assertThat(limits.size()).as("the full ones were forgotten").isEqualTo(1);
    }

    @Test
    void threads_together_get_no_more_than_the_burst() throws Exception {
        DeviceLimits limits = new DeviceLimits(1, 1_000, ticker);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(() -> passes(limits, D, 10_000));
            }
            int passed = 0;
            for (Future<Integer> result : pool.invokeAll(tasks)) {
                passed += result.get();
            }
            assertThat(passed).isEqualTo(1_000);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void wait_is_told_in_whole_seconds() {
        assertThat(new DeviceLimits(200, 1_000, ticker).retrySeconds()).isEqualTo(1);
        assertThat(new DeviceLimits(0.1, 1, ticker).retrySeconds()).isEqualTo(10);
    }

    @Test
    void impossible_limits_are_refused() {
        assertThatThrownBy(() -> new DeviceLimits(-1, 1, ticker)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeviceLimits(1, 0, ticker)).isInstanceOf(IllegalArgumentException.class);
    }
}
