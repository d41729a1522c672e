package io.geshao.console.http;

import org.jspecify.annotations.Nullable;

/** A request that is not carried out, with the named reason, one sentence for a person and what the client needs. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final @Nullable String parameter;
    private final long retryAfterSeconds;
    private final String name;

    private Refusal(Reason reason, String message, @Nullable String parameter, long retryAfterSeconds) {
        this(reason, reason.name(), message, parameter, retryAfterSeconds);
    }

    private Refusal(Reason reason, String name, String message, @Nullable String parameter, long retryAfterSeconds) {
        super(message, null, false, false); // an answer, not a fault: nobody reads its stack
        this.reason = reason;
        this.name = name;
        this.parameter = parameter;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static Refusal of(Reason reason, String message) {
        return new Refusal(reason, message, null, 0);
    }

    /** A parameter or body field that is not as described. */
    public static Refusal parameter(String name, String message) {
        return new Refusal(Reason.BAD_PARAMETER, name + " " + message, name, 0);
    }

    /** A refusal under a name of its own, which the answer gives as its reason. */
    public static Refusal named(Reason reason, String name, String message, String detail) {
        return new Refusal(reason, name, message, detail.isEmpty() ? null : detail, 0);
    }

    /** A refusal that ends by itself. */
    public static Refusal retryLater(Reason reason, String message, long retryAfterSeconds) {
        return new Refusal(reason, message, null, retryAfterSeconds);
    }

    public Reason reason() {
        return reason;
    }

    /** The answer that says so. */
    Answer answer() {
        Answer answer = Answer.json(reason.status(), out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("error");
            out.writeStringField("reason", name);
            out.writeStringField("message", getMessage());
            if (parameter != null) {
                out.writeStringField("parameter", parameter);
            }
            out.writeEndObject();
            out.writeEndObject();
        });
        return retryAfterSeconds == 0 ? answer : answer.with("Retry-After", Long.toString(retryAfterSeconds));
    }
}
