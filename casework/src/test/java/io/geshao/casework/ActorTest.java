package io.geshao.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActorTest {
    @Test
    void roles_hold_in_a_subtree_and_not_beside_it() {
        Actor worker = new Actor("li", Set.of(Role.COL), "310104/013/yuhua/g03", "");
        assertThat(worker.covers("310104/013/yuhua/g03")).isTrue();
        assertThat(worker.covers("310104/013/yuhua/g03/b12")).isTrue();
        assertThat(worker.covers("310104/013/yuhua/g031")).isFalse();
        assertThat(worker.covers("310104/013/yuhua")).isFalse();
        assertThat(Actor.SYS.covers("310104")).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new Actor(" ", Set.of(), "", ""));
    }

    @Test
    void a_person_with_one_way_only_is_not_reachable() {
        assertThat(recipient(Map.of(Channel.VOICE, "1")).isReachable()).isFalse();
        assertThat(recipient(Map.of(Channel.PUSH, "1", Channel.SMS, "1")).isReachable())
                .isFalse();
        assertThat(recipient(Map.of(Channel.VOICE, "1", Channel.SMS, "1")).isReachable())
                .isTrue();
    }

    private static Recipient recipient(Map<Channel, String> addresses) {
        return new Recipient("p1", Map.of("zh", "李", "en", "Li"), Post.GRID_WORKER, addresses, false);
    }
}
