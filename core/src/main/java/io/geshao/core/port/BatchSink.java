package io.geshao.core.port;

import io.geshao.core.Batch;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The centre as a gateway sees it. Any thread may call; a gateway has at most one batch per lane under way.
 */
public interface BatchSink {
    /**
     * Takes a batch. The stage completes when all of it is durable at the centre; delivering the same batch again is
     * answered alike and changes nothing.
     *
     * @return completes exceptionally with {@link UndeliverableException} if it was not stored
     */
    CompletionStage<Receipt> deliver(Batch batch);

    /**
     * What became of a batch. {@code stored + duplicates} is the number of its readings.
     *
     * @param stored readings that are new at the centre
     * @param duplicates readings that were there already
     */
    record Receipt(int stored, int duplicates) {}

    /** The batch was not stored. */
    final class UndeliverableException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final boolean retryable;

        public UndeliverableException(String message, @Nullable Throwable cause, boolean retryable) {
            super(message, cause);
            this.retryable = retryable;
        }

        /** Whether the same batch can succeed later. */
        public boolean isRetryable() {
            return retryable;
        }
    }
}
