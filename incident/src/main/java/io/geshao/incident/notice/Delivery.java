package io.geshao.incident.notice;

/**
 * What a provider made of one send.
 *
 * @param detail its own words or code, for the record; never a secret
 */
public record Delivery(Outcome outcome, String detail) {
    private static final int LONGEST_DETAIL = 300;

    public Delivery {
        detail = detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
    }

    /** Whether another attempt can help. */
    public enum Outcome {
        ACCEPTED,
        /** Too much at once: the same will do later. */
        BUSY,
        /** No answer, or a fault of its own: may be better next time. */
        DOWN,
        /** It will never take this. */
        REFUSED
    }

    public static Delivery accepted(String detail) {
        return new Delivery(Outcome.ACCEPTED, detail);
    }

    public static Delivery busy(String detail) {
        return new Delivery(Outcome.BUSY, detail);
    }

    public static Delivery down(String detail) {
        return new Delivery(Outcome.DOWN, detail);
    }

    public static Delivery refused(String detail) {
        return new Delivery(Outcome.REFUSED, detail);
    }
}
