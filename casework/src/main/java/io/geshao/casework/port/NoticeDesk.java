package io.geshao.casework.port;

import io.geshao.casework.Channel;
import io.geshao.casework.ChannelView;
import io.geshao.casework.LadderView;
import io.geshao.casework.NoticeState;
import io.geshao.casework.NoticeView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who was told what, and what they said. Blocking; any thread. */
public interface NoticeDesk {
    /** The ladder of a case; empty if the case has none (S3, S4) or there is no such case. */
    Optional<LadderView> ladder(String number);

    /** Notices that pass the filter, newest first. */
    List<NoticeView> notices(Filter filter, int limit);

    /** What the platform found wrong with its own telling, open ones first, then newest. */
    List<Finding> findings(int limit);

    List<ChannelView> channels();

    /**
     * Sends one message now and waits for what became of it.
     *
     * @param address where to, in the form of the channel; empty for a channel that has one target only
     * @throws RefusedException if there is no such channel
     */
    NoticeView test(String channel, String address, String actor);

    /** Somebody saw a notice on the page. Returns whether it was there to be seen. */
    boolean shown(long id, String person);

    /**
     * A provider says what became of a notice; key 1 of a voice call acknowledges the case as the person who was called.
     *
     * @throws RefusedException if the channel or key is unknown, or the token is not the channel's
     */
    void receipt(String channel, String token, Receipt receipt);

    /**
     * Which notices; null is any.
     *
     * @param number of the case
     * @param beforeId only those written before that one
     */
    record Filter(
            @Nullable String number,
            @Nullable String person,
            @Nullable Channel channel,
            @Nullable NoticeState state,
            @Nullable Long beforeId) {
        public static final Filter ANY = new Filter(null, null, null, null, null);
    }

    /**
     * What a provider reports.
     *
     * @param key of the notice, as it was handed to the provider
     * @param detail the provider's own words, for the record
     */
    record Receipt(String key, Event event, String detail) {
        /** What happened. */
        public enum Event {
            DELIVERED,
            NOT_DELIVERED,
            /** The call was answered: that is not an acknowledgement. */
            ANSWERED,
            /** Key 1: acknowledged. */
            KEY_ONE
        }
    }

    /**
     * A finding of the platform about itself.
     *
     * @param kind rule of the catalogue: {@code M1} notices wait too long, {@code M2} ladder late, {@code M5} nobody to be
     *     reached, {@code M6} nobody answered
     * @param subject what it is about: a case, or a post and a place
     * @param endedMillis when it was over, or null while it lasts
     */
    record Finding(
            String kind,
            String subject,
            String detail,
            long sinceMillis,
            @Nullable Long endedMillis) {}

    /** Refused by name. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Reason reason;

        public RefusedException(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }

        /** Why. */
        public enum Reason {
            NO_SUCH_CHANNEL,
            NO_SUCH_NOTICE,
            BAD_TOKEN
        }
    }
}
