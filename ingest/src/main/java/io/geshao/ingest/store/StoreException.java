package io.geshao.ingest.store;

/** The database did not answer a question. Asking again later can help. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
