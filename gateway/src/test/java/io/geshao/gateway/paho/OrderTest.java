package io.geshao.gateway.paho;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.Publisher;
import io.geshao.gateway.intake.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes behind a message that waits, waits too. */
final class OrderTest {
    private final List<String> taken = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private int busy; // how many offers find no room
    private int retries;
    private final Order order = new Order(
            (arrival, verdict) -> {
                if (busy > 0) {
                    busy--;
                    verdict.accept(Verdict.busy());
                } else {
                    taken.add(arrival.source());
                    verdict.accept(Verdict.refused(RejectionReason.BAD_SHAPE, ""));
                }
            },
            () -> retries++);

    private void offer(String name) {
        order.offer(Arrival.onTopic(Publisher.trustedBroker(), name, null, new byte[0]), verdict -> done.add(name));
    }

    @Test
    void message_behind_one_that_waits_does_not_overtake_it() {
        busy = 1;
        offer("1");
        offer("2");
        offer("3");
        assertThat(taken).isEmpty();
        assertThat(retries).as("one retry for all").isEqualTo(1);
        order.retry();
        assertThat(taken).containsExactly("1", "2", "3");
        assertThat(done).containsExactly("1", "2", "3");
        offer("4");
        assertThat(taken).containsExactly("1", "2", "3", "4");
    }

    @Test
    void spool_that_is_busy_again_in_the_middle_keeps_the_order() {
        busy = 1;
        offer("1");
        offer("2");
        busy = 1;
        order.retry();
        offer("3");
        assertThat(taken).isEmpty();
        order.retry();
        assertThat(taken).containsExactly("1", "2", "3");
        assertThat(retries).isEqualTo(2);
    }
}
