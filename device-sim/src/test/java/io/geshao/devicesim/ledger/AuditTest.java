package io.geshao.devicesim.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.Metric;
import io.geshao.devicesim.wire.Encoding;
import io.geshao.devicesim.wire.Frame;
import io.geshao.devicesim.wire.Message;
import io.geshao.devicesim.wire.Point;
import io.geshao.devicesim.wire.Sample;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class AuditTest {
    private static final long NOW = 1_760_000_000_000L;

    private final Ledger ledger = new Ledger(100);
    private final Message first = level(1, 0.4);
    private final Message second = level(2, 0.5);

    @Test
    void everything_acknowledged_is_stored_balances() {
        acknowledge(first);
        acknowledge(second);
        Audit audit = ledger.compare(Stream.of(point(first), point(second)));
        assertThat(audit.balances()).isTrue();
        assertThat(audit.acknowledged()).isEqualTo(2);
        assertThat(audit.stored()).isEqualTo(2);
    }

    @Test
    void message_acknowledged_twice_counts_once() {
        acknowledge(first);
        acknowledge(first);
        assertThat(ledger.acknowledged()).isEqualTo(1);
    }

    @Test
    void acknowledged_and_not_stored_is_lost() {
        acknowledge(first);
        acknowledge(second);
        Audit audit = ledger.compare(Stream.of(point(first)));
        assertThat(audit.lost()).isEqualTo(1);
        assertThat(audit.missing()).containsExactly(point(second));
        assertThat(audit.balances()).isFalse();
    }

    @Test
    void sent_and_never_answered_may_be_stored_or_not() {
        ledger.attempted(first);
        assertThat(ledger.uncertain()).isEqualTo(1);
        assertThat(ledger.compare(Stream.of()).balances()).isTrue();
        assertThat(ledger.compare(Stream.of(point(first))).balances()).isTrue();
    }

    @Test
    void stored_twice_is_doubled_also_under_another_time() {
        acknowledge(first);
        Point was = point(first);
        Audit doubled = ledger.compare(Stream.of(was, was));
        assertThat(doubled.doubled()).isEqualTo(1);
        assertThat(doubled.doubles()).containsExactly(was);
        assertThat(doubled.balances()).isFalse();
        Point later = new Point(was.device(), was.metric(), was.eventMillis() + 1, was.sequence(), was.value());
        assertThat(ledger.compare(Stream.of(was, later)).doubled()).isEqualTo(1);
    }

    @Test
    void stored_and_never_sent_is_foreign() {
        acknowledge(first);
        Audit audit = ledger.compare(Stream.of(point(first), point(second)));
        assertThat(audit.foreign()).isEqualTo(1);
        assertThat(audit.doubled()).isZero();
        assertThat(audit.balances()).isTrue();
    }

    @Test
    void stored_with_another_value_is_changed() {
        acknowledge(first);
        Point was = point(first);
        Audit audit = ledger.compare(
                Stream.of(new Point(was.device(), was.metric(), was.eventMillis(), was.sequence(), 0.41)));
        assertThat(audit.changed()).isEqualTo(1);
        assertThat(audit.lost()).isZero();
        assertThat(audit.balances()).isFalse();
    }

    @Test
    void time_or_sequence_put_in_by_the_gateway_is_not_compared_but_counted() {
        Message clockless = message(new Frame(1, 7, 5, false, samples(0.6)), Encoding.NATIVE_JSON);
        Message counterless = message(new Frame(1, 8, NOW, false, samples(0.7)), Encoding.SENML_JSON);
        acknowledge(clockless);
        acknowledge(counterless);
        Point assignedTime =
                new Point(new DeviceId("w1"), Metric.LEVEL, 42, point(clockless).sequence(), 0.6);
        Point assignedSequence = new Point(new DeviceId("w1"), Metric.LEVEL, NOW, 4_711, 0.7);
        assertThat(ledger.compare(Stream.of(assignedTime, assignedSequence)).balances())
                .isTrue();
        assertThat(ledger.compare(Stream.of(assignedTime)).lost()).isEqualTo(1);
        assertThat(ledger.compare(Stream.of(assignedTime, assignedSequence, assignedTime))
                        .doubled())
                .isEqualTo(1);
    }

    @Test
    void full_ledger_says_that_it_proves_nothing() {
        Ledger small = new Ledger(1);
        small.attempted(first);
        small.attempted(second);
        small.acknowledged(first);
        assertThat(small.unrecorded()).isEqualTo(1);
        assertThat(small.compare(Stream.of(point(first))).complete()).isFalse();
    }

    private void acknowledge(Message message) {
        ledger.attempted(message);
        ledger.acknowledged(message);
    }

    private static Point point(Message message) {
        return message.points().get(0);
    }

    private static Message level(long seq, double metres) {
        return message(new Frame(1, seq, NOW, false, samples(metres)), Encoding.NATIVE_JSON);
    }

    private static List<Sample> samples(double metres) {
        return List.of(Sample.of(Metric.LEVEL, metres));
    }

    private static Message message(Frame frame, Encoding encoding) {
        return Message.of(new CommunityId("yuhua"), new DeviceId("w1"), encoding, frame, NOW);
    }
}
