package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.codec.PayloadDecoder;
import io.geshao.gateway.codec.PayloadFormat;
import io.geshao.gateway.intake.Arrival;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Publisher;
import io.geshao.gateway.intake.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a body that was sent to a device's address, and how that is answered, whichever way the request was
 * read: by Californium or straight from the datagram. Any thread; decodes on the one that calls.
 */
final class Posts {
    private static final long BUSY_S = 5;

    private final Intake intake;
    private final DeviceLimits limits;
    private final Ticker ticker;
    private final StrangerBudget strangers;
    private final Counter acked;
    private final Counter nacked;
    private final Counter strangersUnkept;
    private final Counter limited;

    /**
     * One request.
     *
     * @param device of the path, or null if it names none
     * @param format as declared, or null if it is none that we read
     * @param codec of vendor bytes, or empty
     * @param declaredSize bytes of the whole body where only a beginning of it came, else 0
     * @param path the last level of the path
     */
    @SuppressWarnings("ArrayRecordComponent") // as in Arrival: identity is never asked for
    record Post(
            Speaker speaker,
            @Nullable DeviceId device,
            @Nullable PayloadFormat format,
            String codec,
            byte[] body,
            int declaredSize,
            String path) {}

    Posts(Intake intake, DeviceLimits limits, Ticker ticker, MeterRegistry meters) {
        this.intake = intake;
        this.limits = limits;
        this.ticker = ticker;
        this.strangers = new StrangerBudget(ticker);
        this.acked = meters.counter("geshao.gateway.door.acked", "door", "coap");
        this.nacked = meters.counter("geshao.gateway.door.nacked", "door", "coap");
        this.strangersUnkept = meters.counter("geshao.gateway.coap.strangers.unkept");
        // The intake's own meter: what is not even kept as a rejection is counted with those that are.
        this.limited = meters.counter("geshao.gateway.rejected", "reason", RejectionReason.RATE_LIMITED.name());
    }

    /**
     * Takes one body.
     *
     * @param done called once when it is known what became of it, unless there is an answer at once; must not block
     * @return the reason why it is refused at once, or null if {@code done} will be called or has been
     */
    @Nullable
    RejectionReason offer(Post post, Consumer<Verdict> done) {
        boolean isStranger = post.speaker().isStranger();
        if (isStranger && strangers.judge() == StrangerBudget.Decision.COUNT_ONLY) {
            strangersUnkept.increment();
            return RejectionReason.NOT_AUTHORIZED;
        }
        DeviceId device = post.device();
        DeviceLimits.Decision share = isStranger || device == null ? DeviceLimits.Decision.PASS : limits.judge(device);
        if (share == DeviceLimits.Decision.LIMITED) {
            limited.increment();
            nacked.increment();
            return RejectionReason.RATE_LIMITED;
        }
        Arrival arrival = new Arrival(
                Publisher.authenticated(post.speaker().identity()),
                null,
                device,
                post.format(),
                post.codec(),
                post.body(),
                "coap:/t/" + post.path());
        if (share == DeviceLimits.Decision.LIMITED_AND_REPORT) {
            refuse(arrival, RejectionReason.RATE_LIMITED, "more messages than one device may send", done);
        } else if (!isStranger && post.declaredSize() > PayloadDecoder.MAX_BODY) {
            String detail = post.declaredSize() + " bytes, at most " + PayloadDecoder.MAX_BODY + " are taken";
            refuse(arrival, RejectionReason.TOO_LARGE, detail, done);
        } else {
            intake.offer(arrival, done);
        }
        return null;
    }

    private void refuse(Arrival arrival, RejectionReason reason, String detail, Consumer<Verdict> done) {
        intake.refuse(arrival, reason, detail, ticker.epochMillis(), done);
    }

    /** Counts a message of which nothing is to be said but 2.04. */
    void countKept() {
        acked.increment();
    }

    /** The answer to a verdict; counts it, so it is asked for once. */
    Response response(Verdict verdict) {
        if (verdict.outcome() == Verdict.Outcome.BUSY) {
            Response busy = new Response(ResponseCode.SERVICE_UNAVAILABLE);
            busy.getOptions().setMaxAge(BUSY_S);
            return busy;
        }
        if (verdict.outcome() == Verdict.Outcome.REFUSED && verdict.reason() != null) {
            nacked.increment();
            return refusal(verdict.reason());
        }
        countKept();
        Response kept = new Response(ResponseCode.CHANGED);
        if (verdict.hasComplaint()) {
            kept.setPayload(verdict.nackJson());
            kept.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
        }
        return kept;
    }

    /** The answer to what was refused at once. */
    Response refusal(RejectionReason reason) {
        Response refusal = Refusals.response(reason);
        if (reason == RejectionReason.RATE_LIMITED) {
            refusal.getOptions().setMaxAge(limits.retrySeconds());
        }
        return refusal;
    }
}
