package io.geshao.devicesim.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import org.junit.jupiter.api.Test;

final class OutboxTest {
    private final Outbox outbox = new Outbox(5, 2);

    @Test
    void window_used_up_lets_nothing_more_out() {
        Message first = offered();
        offered();
        Message third = offered();
        assertThat(outbox.next()).isSameAs(first);
        assertThat(outbox.next()).isNotNull();
        assertThat(outbox.next()).isNull();
        outbox.settle(first);
        assertThat(outbox.next()).isSameAs(third);
    }

    @Test
    void line_breaks_and_everything_unanswered_goes_out_again_in_order() {
        Message first = offered();
        Message second = offered();
        Message third = offered();
        outbox.next();
        outbox.next();
        outbox.lineBroke();
        assertThat(outbox.owed()).isEqualTo(3);
        assertThat(outbox.next()).isSameAs(first);
        assertThat(outbox.next()).isSameAs(second);
        outbox.settle(first);
        assertThat(outbox.next()).isSameAs(third);
    }

    @Test
    void answer_that_overtakes_the_break_is_believed() {
        Message first = offered();
        outbox.next();
        outbox.lineBroke();
        outbox.settle(first);
        assertThat(outbox.owed()).isZero();
        assertThat(outbox.next()).isNull();
    }

    @Test
    void full_outbox_refuses_and_counts() {
        for (int i = 0; i < 5; i++) {
            offered();
        }
        assertThat(outbox.offer(message())).isEqualTo(Outbox.Offer.FULL);
        assertThat(outbox.overflowed()).isEqualTo(1);
        assertThat(outbox.owed()).isEqualTo(5);
    }

    @Test
    void message_given_back_after_an_answer_is_not_sent_again() {
        Message first = offered();
        outbox.next();
        outbox.settle(first);
        outbox.giveBack(first);
        assertThat(outbox.next()).isNull();
    }

    private Message offered() {
        Message message = message();
        assertThat(outbox.offer(message)).isEqualTo(Outbox.Offer.QUEUED);
        return message;
    }

    private static Message message() {
        return Message.malformed(new CommunityId("yuhua"), new DeviceId("d1"), Encoding.NATIVE_JSON, "{}", "BAD_SHAPE");
    }
}
