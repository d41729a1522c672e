package io.geshao.core;

import org.jspecify.annotations.Nullable;

/**
 * One step of one alert episode, as committed. Transitions form a log in one total order; readers remember a position.
 *
 * @param position in the log, ascending without reuse; may have holes
 * @param kind what happened, also the reason code of the domain reference
 * @param alert the episode after the step
 * @param atMillis centre time of the step
 * @param actor account name of who did it, or null where the platform did
 * @param notice whether people are to be told of it, and if not, why
 */
public record AlertTransition(
        long position,
        Kind kind,
        AlertView alert,
        long atMillis,
        @Nullable String actor,
        Notice notice) {

    /** A step of the platform itself that is told if its kind is. */
    public AlertTransition(long position, Kind kind, AlertView alert, long atMillis) {
        this(position, kind, alert, atMillis, null, kind.news ? Notice.DUE : Notice.NO_NEWS);
    }

    /** Reason codes of the alert state machine. */
    public enum Kind {
        RAISED(true),
        RE_ALARM(true),
        ONSET_CORRECTED(false),
        SEVERITY_UP(true),
        SEVERITY_DOWN(false),
        LATCHED(false),
        CLEARED(true),
        ACKED(false),
        ACKED_AFTER_CLEAR(false),
        /** Nobody followed the acknowledgement up: it no longer holds, the ladder goes on. */
        ACK_LAPSED(true),
        RESET(false),
        /** Nothing is known of the condition any more: the alarm stands as last known. */
        LAST_KNOWN_ALARM(false),
        /** The condition is known again. */
        KNOWN_AGAIN(false),
        /** Open for a day. */
        STALE(false),
        /** Put aside by a person, until a time. */
        SHELVED(false),
        UNSHELVED(true),
        /** Another active alert explains this one. */
        INHIBITED(false),
        UNINHIBITED(true),
        /** Its device is being worked on. */
        OUT_OF_SERVICE(false),
        BACK_IN_SERVICE(true),
        /** Comes and goes so often that it is held. */
        CHATTERING(false),
        CHATTER_OVER(false),
        /** A gateway that could not reach the centre has told people near it by itself. */
        TOLD_AT_EDGE(false),
        RULE_CHANGED(false),
        RULE_REMOVED(true),
        DEVICE_RETIRED(true);

        private final boolean news;

        Kind(boolean news) {
            this.news = news;
        }

        /** Whether the step is something to tell people, where nothing speaks against it. */
        public boolean isNews() {
            return news;
        }
    }

    /** Whether people are to be told of a step. */
    public enum Notice {
        /** Tell those whom the rule names. */
        DUE,
        /** Nothing new for anybody. */
        NO_NEWS,
        /** A hint (S4): lists only. */
        LIST_ONLY,
        SHELVED,
        INHIBITED,
        OUT_OF_SERVICE,
        /** It is held because it chatters: one notice was enough. */
        CHATTERING,
        /** The last notice of the same alert is too recent. */
        TOLD_RECENTLY,
        /** A further source of something that is confirmed already: added to its case, told to nobody anew. */
        SAME_CASE,
        /** Somebody has acknowledged it, or nobody was told of it in the first place. */
        NOBODY_WAITS,
        /** The desk is flooded: lists and digests only. */
        FLOOD
    }
}
