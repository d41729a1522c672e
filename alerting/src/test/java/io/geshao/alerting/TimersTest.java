package io.geshao.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final long START = 1_760_000_000_000L;

    private static final class Ringing extends Due {
        @Override
        void onDue(long nowMillis) {
            throw new AssertionError("only Timers is at hand here");
        }
    }

    /** The same by looking at everything: what was moved to an earlier time is still there, and passed over. */
    private static final class Naive {
        private record One(long due, long order, Due owner) {}

        private final List<One> all = new ArrayList<>();
        private final Map<Due, Long> armed = new HashMap<>();
        private long order;

        void arm(Due owner, long due) {
            if (armed.getOrDefault(owner, Long.MAX_VALUE) > due) {
                armed.put(owner, due);
                all.add(new One(due, order++, owner));
            }
        }

        One ring() {
            while (true) {
                One first = all.stream()
                        .min(Comparator.comparingLong(One::due).thenComparingLong(One::order))
                        .orElseThrow();
                all.remove(first);
                if (armed.getOrDefault(first.owner(), Long.MAX_VALUE) == first.due()) {
                    armed.remove(first.owner());
                    return first;
                }
            }
        }
    }

    @Test
    void owners_ring_in_the_order_of_their_times_and_then_of_their_asking() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Timers timers = new Timers();
            Naive naive = new Naive();
            List<Ringing> owners = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                owners.add(new Ringing());
            }
            long now = START;
            for (int i = 0; i < 1_500; i++) {
                if (random.nextInt(3) > 0 || naive.armed.isEmpty()) {
                    Ringing owner = owners.get(random.nextInt(owners.size()));
                    long due = now + ahead(random);
                    timers.arm(owner, due);
                    naive.arm(owner, due);
                    continue;
                }
                Naive.One first = naive.ring();
                Due rung = ring(timers);
                assertThat(rung).as("seed %d", seed).isSameAs(first.owner());
                assertThat(rung.armedMillis).isEqualTo(Long.MAX_VALUE);
                now = Math.max(now, first.due());
            }
            while (!naive.armed.isEmpty()) {
                Naive.One first = naive.ring();
                assertThat(ring(timers)).as("seed %d", seed).isSameAs(first.owner());
            }
            assertThat(rest(timers)).isZero();
        }
    }

    /** At once, in the same bucket, in the ring, beyond it, a day away; often the same time as another. */
    private static long ahead(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextInt(3);
            case 2 -> random.nextInt(5_000);
            case 3 -> random.nextInt(20) * 60_000L;
            case 4 -> random.nextInt(3_000_000);
            default -> 86_400_000L;
        };
    }

    /** The next one that is still armed for that time; what was moved to an earlier time leaves something behind. */
    private static Due ring(Timers timers) {
        while (true) {
            assertThat(timers.nextMillis()).isLessThan(Long.MAX_VALUE);
            Due due = timers.poll();
            if (due != null) {
                return due;
            }
        }
    }

    private static int rest(Timers timers) {
        int rung = 0;
        while (timers.nextMillis() < Long.MAX_VALUE) {
            rung += timers.poll() == null ? 0 : 1;
        }
        return rung;
    }

    @Test
    void nothing_is_due_where_nobody_asked() {
        Timers timers = new Timers();
        assertThat(timers.nextMillis()).isEqualTo(Long.MAX_VALUE);
        Ringing owner = new Ringing();
        timers.arm(owner, Long.MAX_VALUE);
        assertThat(timers.nextMillis()).isEqualTo(Long.MAX_VALUE);
        timers.arm(owner, START);
        assertThat(timers.nextMillis()).isEqualTo(START);
    }
}
