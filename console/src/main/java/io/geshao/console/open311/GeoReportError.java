package io.geshao.console.open311;

/** A request that GeoReport refuses: its status, and a sentence for the one who sent it. */
final class GeoReportError extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    GeoReportError(int status, String description) {
        super(description, null, false, false); // an answer, not a fault
        this.status = status;
    }

    int status() {
        return status;
    }

    String description() {
        return String.valueOf(getMessage());
    }
}
