package io.geshao.alerting.store;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The engine's side of what alerting keeps. Blocking; any thread, but one owner per community. */
public interface AlertStore {
    /**
     * Writes what one community decided, all or nothing: transitions with their positions, the episodes after them, the
     * engine's own state of each, and the commands that were carried out. Writing the same again changes nothing.
     */
    Written commit(Commit commit);

    /**
     * Episodes that matter to an engine whose snapshot knew the log up to a position: all open ones, and for each
     * (rule, scope, drill) the newest one that was touched later.
     */
    List<StoredAlert> load(CommunityId community, long afterPosition);

    /** The open episode of a key, if there is one. */
    Optional<StoredAlert> open(String rule, String scope, boolean drill);

    Optional<Snapshot> snapshot(CommunityId community);

    /** Replaces the community's snapshot, unless a newer one is there. */
    void save(CommunityId community, Snapshot snapshot);

    /** Whether any command waits to be carried out. */
    boolean hasCommands();

    /** Commands that wait, in the order they were given. */
    List<Command> commands(CommunityId community);

    /**
     * @param inputNumber the last stored batch that had been applied when this was decided
     * @param entries in the order they happened
     * @param states engine state per episode after all of it, by alert id
     */
    record Commit(CommunityId community, long inputNumber, List<Entry> entries, List<State> states, List<Done> done) {
        public Commit {
            entries = List.copyOf(entries);
            states = List.copyOf(states);
            done = List.copyOf(done);
        }

        public boolean isEmpty() {
            return entries.isEmpty() && done.isEmpty();
        }
    }

    /**
     * One transition to be written.
     *
     * @param step its number within the episode, from 1: (alert, step) is written once, whoever tries
     */
    record Entry(AlertTransition.Kind kind, AlertView alert, int step, long atMillis) {}

    /** The engine's own state of one episode, opaque to the store. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record State(String alertId, byte[] body) {}

    /** A command and what became of it. */
    record Done(long number, String outcome, long atMillis) {}

    /**
     * @param transitions what is new in the log
     * @param position of the log after it
     * @param refused ids of episodes that were not raised: they are known, or another one of their key is open
     */
    record Written(List<AlertTransition> transitions, long position, Set<String> refused) {}

    /**
     * An episode as stored.
     *
     * @param inputNumber stored batches up to this one are contained in it
     * @param position of its last transition
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record StoredAlert(AlertView view, int step, long inputNumber, long position, byte[] body) {}

    /** All an engine remembers of one community as of a stored batch. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Snapshot(long inputNumber, long takenMillis, byte[] body) {}

    /** A person's order. */
    record Command(
            long number,
            Kind kind,
            String alertId,
            String actor,
            @Nullable String cause,
            long atMillis) {
        /** What is ordered. */
        public enum Kind {
            ACKNOWLEDGE,
            RESET
        }
    }
}
