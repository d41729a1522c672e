package io.geshao.alerting.store;

import io.geshao.alerting.state.Flood;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CommunityId;
import io.geshao.core.port.AlertControl;
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

    /** Silences of a community that wait for a second person or are in force. */
    List<AlertControl.Silence> silences(CommunityId community);

    Optional<AlertControl.Silence> silence(String id);

    /** The flood that was open when the community was last written, or none; what was raised lately counts in it. */
    Flood flood(CommunityId community);

    /** Whether any command waits to be carried out. */
    boolean hasCommands();

    /** Commands that wait, in the order they were given. */
    List<Command> commands(CommunityId community);

    /**
     * @param inputNumber the last stored batch that had been applied when this was decided
     * @param entries in the order they happened
     * @param states engine state per episode after all of it, by alert id
     */
    record Commit(
            CommunityId community,
            long inputNumber,
            List<Entry> entries,
            List<State> states,
            List<Done> done,
            List<Ended> ended,
            @Nullable FloodRow flood) {
        public Commit {
            entries = List.copyOf(entries);
            states = List.copyOf(states);
            done = List.copyOf(done);
            ended = List.copyOf(ended);
        }

        /** A commit in which no silence ends and no flood changes. */
        public Commit(
                CommunityId community, long inputNumber, List<Entry> entries, List<State> states, List<Done> done) {
            this(community, inputNumber, entries, states, done, List.of(), null);
        }
    }

    /** A silence whose time was over. */
    record Ended(String silenceId, long atMillis) {}

    /** @param sinceMillis when the flood began, 0 if the open one is over */
    record FloodRow(long sinceMillis, int newAlerts, int peak, long atMillis) {}

    /**
     * One transition to be written.
     *
     * @param step its number within the episode, from 1: (alert, step) is written once, whoever tries
     * @param actor who ordered it, or null where the platform decided
     */
    record Entry(
            AlertTransition.Kind kind,
            AlertView alert,
            int step,
            long atMillis,
            @Nullable String actor,
            AlertTransition.Notice notice) {
        /** A step of the platform itself that is told if its kind is. */
        public Entry(AlertTransition.Kind kind, AlertView alert, int step, long atMillis) {
            this(
                    kind,
                    alert,
                    step,
                    atMillis,
                    null,
                    kind.isNews() ? AlertTransition.Notice.DUE : AlertTransition.Notice.NO_NEWS);
        }

        AlertTransition at(long position) {
            return new AlertTransition(position, kind, alert, atMillis, actor, notice);
        }
    }

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

    /**
     * A person's order.
     *
     * @param subject id of the alert it is about, or of the silence
     */
    record Command(
            long number,
            Kind kind,
            String subject,
            String actor,
            @Nullable String cause,
            long atMillis) {
        /** What is ordered. */
        public enum Kind {
            ACKNOWLEDGE,
            RESET,
            /** Nobody followed the acknowledgement up. */
            LAPSE,
            /** A silence has begun or ended. */
            SILENCE
        }
    }
}
