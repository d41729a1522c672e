package io.geshao.gateway.codec;

import io.geshao.core.RejectionReason;

/** Ends the reading of a whole body from deep inside. Carries no stack trace: hostile input is ordinary input. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final RejectionReason reason;

    RefusedException(RejectionReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    RejectionReason reason() {
        return reason;
    }
}
