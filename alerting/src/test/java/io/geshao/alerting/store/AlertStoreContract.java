package io.geshao.alerting.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.alerting.store.AlertStore.Command;
import io.geshao.alerting.store.AlertStore.Commit;
import io.geshao.alerting.store.AlertStore.Done;
import io.geshao.alerting.store.AlertStore.Entry;
import io.geshao.alerting.store.AlertStore.Snapshot;
import io.geshao.alerting.store.AlertStore.State;
import io.geshao.alerting.store.AlertStore.Written;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView;
import io.geshao.core.CaseView;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every alert store does. */
abstract class AlertStoreContract {
    static final CommunityId COMMUNITY = new CommunityId("yuhua");

    private AlertStore store;
    private AlertDesk desk;
    private AlertLog log;

    /** An empty store; {@link #desk} and {@link #log} are its other sides. */
    abstract AlertStore fresh();

    abstract AlertDesk desk();

    abstract AlertLog log();

    @BeforeEach
    void open() {
        store = fresh();
        desk = desk();
        log = log();
    }

    static AlertView view(String scope, long onset, AlertView.State state) {
        return new AlertView(
                "F1|" + scope + "|" + onset,
                "F1",
                1,
                Map.of("zh", "烟感", "en", "Smoke"),
                Severity.S1,
                state,
                scope,
                COMMUNITY,
                "310104/013/yuhua/g01",
                new DeviceId("s1"),
                onset,
                onset + 5,
                onset + 5,
                false,
                new AlertView.CaseHint("EM-01", CaseView.Domain.EMERGENCY, Grade.IV, "zone:yuhua/z1", true, false),
                Map.of("s1/smoke_alarm", 1.0),
                null);
    }

    static Commit one(Kind kind, AlertView view, int step, long input) {
        return new Commit(
                COMMUNITY,
                input,
                List.of(new Entry(kind, view, step, view.updatedMillis())),
                List.of(new State(view.id(), (kind + "@" + input).getBytes(StandardCharsets.UTF_8))),
                List.of());
    }

    private Commit raise(String scope, long onset) {
        return one(Kind.RAISED, view(scope, onset, AlertView.State.ACTIVE_UNACK), 1, 7);
    }

    @Test
    void raised_episode_is_open_and_in_the_log() {
        Written written = store.commit(raise("device:s1", 100));
        assertThat(written.refused()).isEmpty();
        assertThat(desk.open()).containsExactly(view("device:s1", 100, AlertView.State.ACTIVE_UNACK));
        assertThat(log.after(0, 10)).isEqualTo(written.transitions()).hasSize(1);
        assertThat(log.head()).isEqualTo(written.position());
        assertThat(desk.find("F1|device:s1|100")).isPresent();
        assertThat(desk.raisedBetween(0, 1_000, 10)).hasSize(1);
        assertThat(desk.raisedBetween(0, 105, 10)).isEmpty();
    }

    @Test
    void same_commit_twice_is_written_once() {
        store.commit(raise("device:s1", 100));
        Written again = store.commit(raise("device:s1", 100));
        assertThat(again.transitions()).isEmpty();
        assertThat(again.refused()).containsExactly("F1|device:s1|100");
        assertThat(log.after(0, 10)).hasSize(1);
    }

    @Test
    void second_open_episode_of_a_key_is_refused() {
        store.commit(raise("device:s1", 100));
        assertThat(store.commit(raise("device:s1", 200)).refused()).containsExactly("F1|device:s1|200");
        assertThat(desk.open()).hasSize(1);
    }

    @Test
    void step_is_written_once() {
        store.commit(raise("device:s1", 100));
        Commit ack = one(Kind.ACKED, view("device:s1", 100, AlertView.State.ACTIVE_ACK), 2, 8);
        assertThat(store.commit(ack).transitions()).hasSize(1);
        assertThat(store.commit(ack).transitions()).isEmpty();
        assertThat(log.after(0, 10)).extracting(AlertTransition::kind).containsExactly(Kind.RAISED, Kind.ACKED);
    }

    @Test
    void closed_episode_makes_room_for_the_next_and_its_id_is_never_used_again() {
        store.commit(raise("device:s1", 100));
        store.commit(one(Kind.CLEARED, view("device:s1", 100, AlertView.State.NORMAL), 2, 8));
        assertThat(desk.open()).isEmpty();
        assertThat(store.commit(raise("device:s1", 100)).refused()).hasSize(1);
        assertThat(store.commit(raise("device:s1", 200)).refused()).isEmpty();
    }

    @Test
    void load_gives_open_episodes_and_the_newest_of_each_key_after_a_position() {
        store.commit(raise("device:s1", 100));
        store.commit(raise("device:s2", 100));
        long known = store.commit(one(Kind.CLEARED, view("device:s2", 100, AlertView.State.NORMAL), 2, 8))
                .position();
        store.commit(raise("device:s3", 100));
        store.commit(one(Kind.CLEARED, view("device:s3", 100, AlertView.State.NORMAL), 2, 9));
        store.commit(raise("device:s3", 200));
        store.commit(one(Kind.CLEARED, view("device:s3", 200, AlertView.State.NORMAL), 2, 11));
        assertThat(store.load(COMMUNITY, known))
                .extracting(row -> row.view().id())
                .containsExactly("F1|device:s1|100", "F1|device:s3|200");
        AlertStore.StoredAlert last = store.load(COMMUNITY, known).get(1);
        assertThat(last.step()).isEqualTo(2);
        assertThat(last.inputNumber()).isEqualTo(11);
        assertThat(new String(last.body(), StandardCharsets.UTF_8)).isEqualTo("CLEARED@11");
        assertThat(store.load(new CommunityId("other"), 0)).isEmpty();
        assertThat(store.open("F1", "device:s1", false)).isPresent();
        assertThat(store.open("F1", "device:s1", true)).isEmpty();
    }

    @Test
    void older_snapshot_does_not_replace_a_newer_one() {
        assertThat(store.snapshot(COMMUNITY)).isEmpty();
        store.save(COMMUNITY, new Snapshot(5, 1, new byte[] {5}));
        store.save(COMMUNITY, new Snapshot(4, 2, new byte[] {4}));
        assertThat(store.snapshot(COMMUNITY).orElseThrow().body()).containsExactly(5);
        store.save(COMMUNITY, new Snapshot(6, 3, new byte[] {6}));
        assertThat(store.snapshot(COMMUNITY).orElseThrow().inputNumber()).isEqualTo(6);
    }

    @Test
    void command_waits_until_it_is_done_and_unknown_or_closed_episodes_are_passed_over() {
        store.commit(raise("device:s1", 100));
        desk.acknowledge(List.of("F1|device:s1|100", "F1|device:nobody|1"), "desk");
        desk.reset(List.of("F1|device:s1|100"), "desk", "toast");
        assertThat(store.hasCommands()).isTrue();
        List<Command> waiting = store.commands(COMMUNITY);
        assertThat(waiting).extracting(Command::kind).containsExactly(Command.Kind.ACKNOWLEDGE, Command.Kind.RESET);
        assertThat(waiting.get(1).cause()).isEqualTo("toast");
        store.commit(new Commit(
                COMMUNITY,
                8,
                List.of(),
                List.of(),
                waiting.stream()
                        .map(command -> new Done(command.number(), "ACKED", 1))
                        .toList()));
        assertThat(store.hasCommands()).isFalse();
        store.commit(one(Kind.CLEARED, view("device:s1", 100, AlertView.State.NORMAL), 2, 8));
        desk.acknowledge(List.of("F1|device:s1|100"), "desk");
        assertThat(store.hasCommands()).isFalse();
    }

    @Test
    void many_threads_that_raise_the_same_episode_raise_it_once() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Integer>> written = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            written.add(pool.submit(() -> {
                go.await();
                int raised = 0;
                for (int onset = 0; onset < 20; onset++) {
                    raised += store.commit(raise("device:r" + onset, 1))
                            .transitions()
                            .size();
                }
                return raised;
            }));
        }
        go.countDown();
        int sum = 0;
        for (Future<Integer> one : written) {
            sum += one.get();
        }
        pool.shutdown();
        assertThat(sum).isEqualTo(20);
        assertThat(desk.open()).hasSize(20);
    }

    /** Sixteen engines that each believe they are the first, with another onset and so another id: the index decides. */
    @Test
    void sixteen_threads_that_race_for_one_key_leave_one_active_alert() throws Exception {
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (int round = 0; round < 3; round++) {
            String scope = "device:race-" + round;
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Written>> racers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int onset = 1_000 + i;
                racers.add(pool.submit(() -> {
                    go.await();
                    return store.commit(raise(scope, onset));
                }));
            }
            go.countDown();
            int raised = 0;
            int refused = 0;
            for (Future<Written> racer : racers) {
                raised += racer.get().transitions().size();
                refused += racer.get().refused().size();
            }
            assertThat(raised).isEqualTo(1);
            assertThat(refused).isEqualTo(threads - 1);
            assertThat(desk.open().stream().filter(view -> view.scope().equals(scope)))
                    .hasSize(1);
        }
        pool.shutdown();
        assertThat(log.after(0, 100)).as("one transition each").hasSize(3);
    }

    @Test
    void step_keeps_who_did_it_and_whether_it_was_told_and_the_view_what_stands_beside() {
        store.commit(raise("device:s1", 100));
        AlertView shelved = new AlertView(
                "F1|device:s1|100",
                "F1",
                1,
                Map.of("zh", "烟感", "en", "Smoke"),
                Severity.S1,
                AlertView.State.ACTIVE_UNACK,
                "device:s1",
                COMMUNITY,
                "310104/013/yuhua/g01",
                new DeviceId("s1"),
                100,
                105,
                120,
                false,
                new AlertView.CaseHint("", CaseView.Domain.EMERGENCY, Grade.IV, "", true, false),
                Map.of(),
                null,
                new AlertView.Standing(
                        new AlertView.Hold("q1", "li", "roof work", 900), null, Set.of("A2|x|1"), true, true, 300));
        store.commit(new Commit(
                COMMUNITY,
                8,
                List.of(new Entry(Kind.SHELVED, shelved, 2, 120, "li", AlertTransition.Notice.NO_NEWS)),
                List.of(),
                List.of()));
        AlertTransition last = log.after(0, 10).get(1);
        assertThat(last.actor()).isEqualTo("li");
        assertThat(last.notice()).isEqualTo(AlertTransition.Notice.NO_NEWS);
        assertThat(last.alert()).isEqualTo(shelved);
        assertThat(desk.find(shelved.id())).contains(shelved);
    }

    @Test
    void reader_never_sees_a_position_appear_behind_it() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int writer = i;
            writers.add(pool.submit(() -> {
                for (int onset = 0; onset < 25; onset++) {
                    store.commit(raise("device:w" + writer + "-" + onset, 1));
                }
            }));
        }
        List<Long> seen = new ArrayList<>();
        long position = 0;
        boolean running = true;
        while (running) {
            running = writers.stream().anyMatch(one -> !one.isDone());
            for (AlertTransition transition : log.after(position, 1_000)) {
                position = transition.position();
                seen.add(position);
            }
        }
        for (Future<?> one : writers) {
            one.get();
        }
        pool.shutdown();
        List<Long> all =
                log.after(0, 1_000).stream().map(AlertTransition::position).toList();
        assertThat(all).hasSize(100);
        assertThat(seen).isEqualTo(all);
        List<Long> sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        assertThat(all).isEqualTo(sorted);
    }
}
