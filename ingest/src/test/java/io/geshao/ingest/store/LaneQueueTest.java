package io.geshao.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Lane;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LaneQueueTest {
    private final LaneQueue<String> queue = new LaneQueue<>(6);

    private List<String> take(int most) throws InterruptedException {
        List<String> group = new ArrayList<>();
        queue.take(0, group, item -> group.size() < most);
        return group;
    }

    @Test
    void most_urgent_goes_alone_then_all_that_waits_most_urgent_first() throws InterruptedException {
        queue.offer(Lane.ROUTINE, "bin 1");
        queue.offer(Lane.URGENT, "water 1");
        queue.offer(Lane.LIFE_SAFETY, "smoke 1");
        queue.offer(Lane.LIFE_SAFETY, "smoke 2");
        assertThat(take(9)).containsExactly("smoke 1", "smoke 2");
        queue.offer(Lane.LIFE_SAFETY, "smoke 3");
        assertThat(take(9)).containsExactly("smoke 3", "water 1", "bin 1");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void routine_comes_to_its_turn_however_many_urgent_ones_follow() throws InterruptedException {
        queue.offer(Lane.ROUTINE, "bin 1");
        queue.offer(Lane.LIFE_SAFETY, "smoke 1");
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            taken.addAll(take(9));
            queue.offer(Lane.LIFE_SAFETY, "another");
        }
        assertThat(taken).contains("bin 1");
    }

    @Test
    void large_routine_work_is_cut_so_that_what_is_urgent_comes_between() throws InterruptedException {
        for (int i = 1; i <= 4; i++) {
            queue.offer(Lane.ROUTINE, "bin " + i);
        }
        assertThat(take(2)).containsExactly("bin 1", "bin 2");
        queue.offer(Lane.LIFE_SAFETY, "smoke");
        assertThat(take(2)).containsExactly("smoke", "bin 3");
        assertThat(take(2)).containsExactly("bin 4");
    }

    @Test
    void full_queue_refuses_and_what_was_taken_out_again_makes_room() {
        for (int i = 0; i < 6; i++) {
            assertThat(queue.offer(Lane.ROUTINE, "bin " + i)).isTrue();
        }
        assertThat(queue.offer(Lane.LIFE_SAFETY, "smoke")).isFalse();
        assertThat(queue.remove(Lane.ROUTINE, "bin 3")).isTrue();
        assertThat(queue.remove(Lane.ROUTINE, "bin 3")).isFalse();
        assertThat(queue.offer(Lane.LIFE_SAFETY, "smoke")).isTrue();
    }
}
