package io.geshao.alerting.store;

/** The database did not answer or refused; trying again can help, since every write is idempotent. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
