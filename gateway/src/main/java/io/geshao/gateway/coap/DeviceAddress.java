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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.jspecify.annotations.Nullable;

/** {@code /t/{device}}: one resource for every device there may be. Decodes on the protocol thread that calls it. */
final class DeviceAddress extends CoapResource {
    private static final byte[] EMPTY = new byte[0];
    private static final long BUSY_S = 5;
    private static final String CODEC = "codec=";

    private final Intake intake;
    private final Speakers speakers;
    private final DeviceLimits limits;
    private final Ticker ticker;
    private final SignsOfLife signs;
    private final Executor answers;
    private final StrangerBudget strangers;
    private final Counter acked;
    private final Counter nacked;
    private final Counter strangersUnkept;
    private final Counter limited;

    DeviceAddress(
            Intake intake,
            Speakers speakers,
            DeviceLimits limits,
            SignsOfLife signs,
            Executor answers,
            Ticker ticker,
            MeterRegistry meters) {
        super("{device}", false);
        this.intake = intake;
        this.speakers = speakers;
        this.limits = limits;
        this.signs = signs;
        this.answers = answers;
        this.ticker = ticker;
        this.strangers = new StrangerBudget(ticker);
        this.acked = meters.counter("geshao.gateway.door.acked", "door", "coap");
        this.nacked = meters.counter("geshao.gateway.door.nacked", "door", "coap");
        this.strangersUnkept = meters.counter("geshao.gateway.coap.strangers.unkept");
        // The intake's own meter: what is not even kept as a rejection is counted with those that are.
        this.limited = meters.counter("geshao.gateway.rejected", "reason", RejectionReason.RATE_LIMITED.name());
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
        take(exchange);
    }

    @Override
    public void handlePUT(CoapExchange exchange) {
        take(exchange);
    }

    private void take(CoapExchange exchange) {
        Request request = exchange.advanced().getRequest();
        DeviceId device = Speakers.deviceOf(request.getOptions());
        Speaker speaker = speakers.of(request, device);
        if (speaker.isStranger() && strangers.judge() == StrangerBudget.Decision.COUNT_ONLY) {
            strangersUnkept.increment();
            exchange.respond(refusal(RejectionReason.NOT_AUTHORIZED));
            return;
        }
        DeviceLimits.Decision share =
                speaker.isStranger() || device == null ? DeviceLimits.Decision.PASS : limits.judge(device);
        if (share == DeviceLimits.Decision.LIMITED) {
            limited.increment();
            nacked.increment();
            exchange.respond(refusal(RejectionReason.RATE_LIMITED));
            return;
        }
        Arrival arrival = arrival(request, speaker, device);
        SignsOfLife.Waiting waiting = signs.begin(exchange);
        Consumer<Verdict> done = verdict -> answer(exchange, waiting, verdict);
        if (share == DeviceLimits.Decision.LIMITED_AND_REPORT) {
            refuse(arrival, RejectionReason.RATE_LIMITED, "more messages than one device may send", done);
        } else if (!speaker.isStranger() && sizeOf(request) > PayloadDecoder.MAX_BODY) {
            String detail = sizeOf(request) + " bytes, at most " + PayloadDecoder.MAX_BODY + " are taken";
            refuse(arrival, RejectionReason.TOO_LARGE, detail, done);
        } else {
            intake.offer(arrival, done);
        }
    }

    private void refuse(Arrival arrival, RejectionReason reason, String detail, Consumer<Verdict> done) {
        intake.refuse(arrival, reason, detail, ticker.epochMillis(), done);
    }

    /** As declared: of a body that comes in blocks there may be no more than a beginning. */
    private static int sizeOf(Request request) {
        return request.getOptions().hasSize1() ? request.getOptions().getSize1() : 0;
    }

    private static Arrival arrival(Request request, Speaker speaker, @Nullable DeviceId device) {
        List<String> path = request.getOptions().getUriPath();
        byte[] body = request.getPayload();
        return new Arrival(
                Publisher.authenticated(speaker.identity()),
                null,
                device,
                formatOf(request),
                codecOf(request),
                body == null ? EMPTY : body,
                "coap:/t/" + path.get(path.size() - 1));
    }

    private static @Nullable PayloadFormat formatOf(Request request) {
        return request.getOptions().hasContentFormat()
                ? PayloadFormat.ofCoapNumber(request.getOptions().getContentFormat())
                        .orElse(null)
                : PayloadFormat.NATIVE_JSON;
    }

    private static String codecOf(Request request) {
        List<String> query = request.getOptions().getUriQuery();
        for (int i = 0; i < query.size(); i++) {
            if (query.get(i).startsWith(CODEC)) {
                return query.get(i).substring(CODEC.length());
            }
        }
        return "";
    }

    private void answer(CoapExchange exchange, SignsOfLife.Waiting waiting, Verdict verdict) {
        answers.execute(() -> {
            signs.end(waiting);
            exchange.respond(response(verdict));
        });
    }

    private Response response(Verdict verdict) {
        if (verdict.outcome() == Verdict.Outcome.BUSY) {
            Response busy = new Response(ResponseCode.SERVICE_UNAVAILABLE);
            busy.getOptions().setMaxAge(BUSY_S);
            return busy;
        }
        if (verdict.outcome() == Verdict.Outcome.REFUSED && verdict.reason() != null) {
            nacked.increment();
            return refusal(verdict.reason());
        }
        acked.increment();
        Response kept = new Response(ResponseCode.CHANGED);
        if (verdict.hasComplaint()) {
            kept.setPayload(verdict.nackJson());
            kept.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
        }
        return kept;
    }

    private Response refusal(RejectionReason reason) {
        Response refusal = Refusals.response(reason);
        if (reason == RejectionReason.RATE_LIMITED) {
            refusal.getOptions().setMaxAge(limits.retrySeconds());
        }
        return refusal;
    }
}
