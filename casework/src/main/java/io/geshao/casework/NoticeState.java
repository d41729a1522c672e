package io.geshao.casework;

/** Where a notice stands (通知状态). Every notice ends in one of the named ends; none is dropped silently. */
public enum NoticeState {
    /** Waits for its turn, or for the next attempt. */
    QUEUED,
    /** A sender has it in hand. If that sender dies, it is taken up again under the same key. */
    SENDING,
    /** The provider has taken it; no receipt yet. */
    SENT,
    /** A receipt says that it arrived, was shown or was answered. */
    DELIVERED,
    /** It could not be sent, and will not be tried again. */
    FAILED,
    /** It was not needed any more before it was sent. */
    CANCELLED,
    /** It was never sent and has become too old to be worth sending. */
    EXPIRED;

    /** Whether nothing more is going to be sent. {@link #SENT} is one: a receipt may still make it DELIVERED or FAILED. */
    public boolean isEnd() {
        return this != QUEUED && this != SENDING;
    }
}
