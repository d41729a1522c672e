package io.geshao.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.intake.FakeKeep.Mode;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The path behind all doors, where no door's protocol matters. */
final class IntakeTest {
    private final FakeKeep keep = new FakeKeep();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Intake intake = new Intake(Town::registry, keep, FakeTicker.at(1_760_000_001_000L), meters);
    private final List<Verdict> verdicts = new ArrayList<>();

    private void offer(String topic, String body) {
        intake.offer(
                Arrival.onTopic(Publisher.authenticated("d"), topic, null, body.getBytes(StandardCharsets.UTF_8)),
                verdicts::add);
    }

    @Test
    void batch_with_a_bad_element_keeps_the_good_ones_and_names_the_bad_one() {
        offer(
                "g/yuhua/d/up",
                "[{\"seq\":1,\"m\":{\"level\":1}},{\"seq\":-2,\"m\":{\"level\":1}},{\"seq\":3,\"m\":{\"level\":1}}]");
        assertThat(keep.counters()).containsExactly(1L, 3L);
        assertThat(verdicts).singleElement().satisfies(verdict -> {
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.KEPT);
            assertThat(verdict.reason()).isEqualTo(RejectionReason.SEQ_INVALID);
        });
        assertThat(Rejected.counts(meters)).isEqualTo(Map.of(RejectionReason.SEQ_INVALID, 1));
    }

    @Test
    void large_batch_of_bad_elements_keeps_its_bytes_once() {
        String element = "{\"seq\":-1,\"m\":{\"level\":1}}";
        String body = "[" + (element + ",").repeat(99) + element + "]";
        offer("g/yuhua/d/up", body);
        assertThat(keep.rejections()).hasSize(100);
        assertThat(keep.rejections().stream()
                        .mapToInt(rejection -> rejection.raw().length)
                        .sum())
                .isEqualTo(body.length());
        assertThat(Rejected.counts(meters)).isEqualTo(Map.of(RejectionReason.SEQ_INVALID, 100));
    }

    @Test
    void refusal_that_cannot_be_kept_is_neither_counted_nor_told() {
        keep.become(Mode.BUSY);
        offer("g/yuhua/d/up", "42");
        offer("g/yuhua/e/up", "{\"seq\":1,\"m\":{\"level\":1}}");
        assertThat(verdicts).extracting(Verdict::outcome).containsExactly(Verdict.Outcome.BUSY, Verdict.Outcome.BUSY);
        assertThat(Rejected.counts(meters)).isEmpty();
    }

    @Test
    void verdict_is_given_after_the_commit_and_once() {
        keep.become(Mode.HOLD);
        offer("g/yuhua/d/up", "{\"seq\":1,\"m\":{\"level\":1}}");
        offer("g/yuhua/d/up", "42");
        assertThat(verdicts).isEmpty();
        keep.commit(0);
        assertThat(verdicts).extracting(Verdict::outcome).containsExactly(Verdict.Outcome.KEPT);
        keep.commit(0);
        assertThat(verdicts)
                .extracting(Verdict::outcome)
                .containsExactly(Verdict.Outcome.KEPT, Verdict.Outcome.REFUSED);
        assertThat(Rejected.counts(meters)).isEqualTo(Map.of(RejectionReason.BAD_SHAPE, 1));
    }
}
