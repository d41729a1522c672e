package io.geshao.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.DeviceId;
import io.geshao.gateway.codec.MessageIdentity;
import io.geshao.gateway.spool.DedupWindow.Verdict;
import org.junit.jupiter.api.Test;

class DedupWindowTest {
    private static final long T0 = Entries.RX;
    private static final DeviceId DEVICE = new DeviceId("d");

    private final DedupWindow window = new DedupWindow();

    private static MessageIdentity counted(long boot, long seq, long hash) {
        return new MessageIdentity(MessageIdentity.Kind.COUNTED, boot, seq, hash);
    }

    private DedupWindow.Judgement take(MessageIdentity identity, long atMillis) {
        DedupWindow.Judgement judgement = window.judge(DEVICE, identity, atMillis);
        if (judgement.verdict() != Verdict.DUPLICATE) {
            window.remember(new DedupWindow.Seen(DEVICE, identity, judgement.epoch(), atMillis));
        }
        return judgement;
    }

    private Verdict verdict(MessageIdentity identity) {
        return take(identity, T0).verdict();
    }

    @Test
    void same_numbers_and_same_body_is_a_duplicate() {
        assertThat(verdict(counted(0, 1, 77))).isEqualTo(Verdict.NEW);
        assertThat(verdict(counted(0, 1, 77))).isEqualTo(Verdict.DUPLICATE);
        assertThat(verdict(counted(1, 1, 77))).isEqualTo(Verdict.NEW);
    }

    @Test
    void uncounted_body_is_a_duplicate_only_directly_behind_itself_and_for_a_while() {
        MessageIdentity taken = new MessageIdentity(MessageIdentity.Kind.BY_CONTENT_IN_A_ROW, 0, 1, 77);
        MessageIdentity left = new MessageIdentity(MessageIdentity.Kind.BY_CONTENT_IN_A_ROW, 0, 2, 78);
        for (int i = 0; i < DedupWindow.PER_DEVICE; i++) { // across the seam of the ring
            assertThat(verdict(taken)).isEqualTo(Verdict.NEW);
            assertThat(verdict(taken)).isEqualTo(Verdict.DUPLICATE);
            assertThat(verdict(left)).isEqualTo(Verdict.NEW);
        }
        assertThat(take(left, T0 + DedupWindow.RELATIVE_HORIZON_MILLIS).verdict())
                .isEqualTo(Verdict.DUPLICATE);
        assertThat(take(left, T0 + DedupWindow.RELATIVE_HORIZON_MILLIS + 1).verdict())
                .isEqualTo(Verdict.NEW);
    }

    @Test
    void same_numbers_and_other_body_is_a_restart_that_opens_an_epoch() {
        take(counted(0, 1, 77), T0);
        take(counted(0, 2, 78), T0);

        DedupWindow.Judgement restarted = take(counted(0, 1, 99), T0);
        DedupWindow.Judgement following = take(counted(0, 2, 98), T0);

        assertThat(restarted.verdict()).isEqualTo(Verdict.NEW_AFTER_RESTART);
        assertThat(restarted.epoch()).isEqualTo(1);
        assertThat(following).isEqualTo(new DedupWindow.Judgement(Verdict.NEW, 1, 0));
        assertThat(verdict(counted(0, 2, 78))).as("from before the restart").isEqualTo(Verdict.DUPLICATE);
        assertThat(verdict(counted(0, 2, 98))).isEqualTo(Verdict.DUPLICATE);
        assertThat(DedupWindow.bootEpoch(0, 1)).isNotEqualTo(DedupWindow.bootEpoch(0, 0));
    }

    @Test
    void hole_in_the_counter_is_told_and_back_fill_is_none() {
        take(counted(0, 5, 1), T0);

        assertThat(take(counted(0, 9, 2), T0).missing()).isEqualTo(3);
        assertThat(take(counted(0, 7, 3), T0).missing()).isZero();
        assertThat(take(counted(0, 10, 4), T0).missing()).isZero();
        assertThat(take(counted(1, 40, 5), T0).missing()).as("another boot").isZero();
    }

    @Test
    void counter_that_wraps_has_no_hole() {
        take(counted(0, 0xffff_ffffL, 1), T0);

        assertThat(take(counted(0, 0, 2), T0)).isEqualTo(new DedupWindow.Judgement(Verdict.NEW, 0, 0));
    }

    @Test
    void message_is_remembered_for_a_day_and_256_messages() {
        take(counted(0, 0, 1), T0);
        assertThat(take(counted(0, 0, 1), T0 + DedupWindow.HORIZON_MILLIS).verdict())
                .isEqualTo(Verdict.DUPLICATE);
        assertThat(take(counted(0, 0, 1), T0 + DedupWindow.HORIZON_MILLIS + 1).verdict())
                .isEqualTo(Verdict.NEW);

        for (int seq = 1; seq < DedupWindow.PER_DEVICE; seq++) {
            take(counted(7, seq, seq), T0);
        }
        assertThat(verdict(counted(7, 1, 1))).isEqualTo(Verdict.DUPLICATE);
        take(counted(7, 1_000, 1), T0);
        take(counted(7, 1_001, 1), T0);
        assertThat(verdict(counted(7, 1, 1))).isEqualTo(Verdict.NEW);
    }

    @Test
    void same_content_without_a_counter_is_a_duplicate_as_long_as_its_times_allow() {
        MessageIdentity absolute = new MessageIdentity(MessageIdentity.Kind.BY_CONTENT, 0, 5, 5);
        MessageIdentity relative = new MessageIdentity(MessageIdentity.Kind.BY_CONTENT_IN_A_ROW, 0, 6, 6);
        take(absolute, T0);
        assertThat(take(absolute, T0 + 3_600_000).verdict()).isEqualTo(Verdict.DUPLICATE);

        take(relative, T0);
        assertThat(take(relative, T0 + 247_000).verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(take(relative, T0 + 247_001).verdict()).isEqualTo(Verdict.NEW);
        assertThat(take(counted(0, 5, 5), T0).verdict())
                .as("a counter is something else")
                .isEqualTo(Verdict.NEW);
    }
}
