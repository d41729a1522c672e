package io.geshao.casework;

/** Why a notice is in its state; the same name is the API's word, the tag of the meter and what tests ask for. */
public enum NoticeReason {
    /** Just written. */
    NEW,
    /** Waits because the robot or number has no send left for its severity now. */
    RATE_LIMITED,
    /** The provider said that it is too much at once; the next attempt follows. */
    PROVIDER_BUSY,
    /** The provider did not answer, or answered with a fault of its own; the next attempt follows. */
    PROVIDER_DOWN,
    /** The sender that had it in hand has died; whether it went out is not known, so it goes again under the same key. */
    SENDER_DIED,
    /** The provider has taken it. */
    ACCEPTED,
    /** The provider says that it reached the person's device. */
    RECEIPT,
    /** It stood on the person's page. */
    SHOWN,
    /** The person answered with key 1. */
    KEY_PRESSED,
    /** Somebody acknowledged the case. */
    ACKNOWLEDGED,
    /** The case was assigned, closed, voided or merged, or its alerts are over. */
    CASE_SETTLED,
    /** The person is no longer on duty and had not acknowledged. */
    OFF_DUTY,
    /** Its alerts were put aside. */
    PUT_ASIDE,
    /** The provider refuses it for good: an answer of 4xx other than 429, or a code that says the same. */
    REFUSED,
    /** It does not fit the channel, however short. */
    TOO_LARGE,
    /** The channel it was for is not configured any more. */
    NO_SUCH_CHANNEL,
    /** Ten minutes of attempts came to nothing. */
    COULD_NOT_BE_TOLD,
    /** A receipt says that it did not arrive. */
    NOT_DELIVERED,
    /** Its turn came too late. */
    TOO_OLD
}
