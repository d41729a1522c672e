package io.geshao.casework.port;

import io.geshao.casework.ServiceRequest;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Residents' requests: what can be asked for, asking, and what became of it. */
public interface ServiceDesk {
    List<ServiceRequest.Service> services();

    /** The time zone residents live in. */
    ZoneId zone();

    /**
     * Files what a resident reports; it may join a case that is open already. Returns the number to ask by.
     *
     * @param account of who sends it, for the timeline
     * @throws RefusedException if there is no such service, or no place that the point lies at
     */
    String report(String account, ServiceRequest.Draft draft);

    Optional<ServiceRequest> find(String id);

    /** Newest first. */
    List<ServiceRequest> list(Filter filter, int limit);

    /**
     * Which requests.
     *
     * @param serviceCode or null for all
     * @param closed or null for both
     * @param fromMillis requested at or after, and before {@code toMillis}
     */
    record Filter(@Nullable String serviceCode, @Nullable Boolean closed, long fromMillis, long toMillis) {}

    /** A report that cannot be taken, by name. */
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

        /** Why it cannot be taken. */
        public enum Reason {
            NO_SUCH_SERVICE,
            /** The point is far from every place of this platform, or the address names none. */
            NO_SUCH_PLACE
        }
    }
}
