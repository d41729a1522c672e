package io.geshao.gateway.codec;

import io.geshao.core.RejectionReason;

/** Ends the reading of a whole body from deep inside. Carries no stack trace: hostile input is ordinary input. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final RejectionReason reason;

    RefusedException(RejectionReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    /** Why nothing of the body is kept; the message is the detail. */
    public RejectionReason reason() {
        return reason;
    }
}
