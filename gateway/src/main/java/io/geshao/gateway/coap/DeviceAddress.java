package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.gateway.codec.PayloadFormat;
import io.geshao.gateway.intake.Verdict;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.jspecify.annotations.Nullable;

/** {@code /t/{device}}: one resource for every device there may be. Decodes on the protocol thread that calls it. */
final class DeviceAddress extends CoapResource {
    private static final byte[] EMPTY = new byte[0];
    private static final String CODEC = "codec=";

    private final Posts posts;
    private final Speakers speakers;
    private final SignsOfLife signs;
    private final Executor answers;
    private final Adoptions adoptions;

    DeviceAddress(Posts posts, Speakers speakers, SignsOfLife signs, Executor answers, Adoptions adoptions) {
        super("{device}", false);
        this.posts = posts;
        this.speakers = speakers;
        this.signs = signs;
        this.answers = answers;
        this.adoptions = adoptions;
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
        ShortPost under = adoptions.claim(request.getSourceContext().getPeerAddress(), request.getMID());
        if (under != null) {
            under.adopt(exchange);
            return;
        }
        SignsOfLife.Waiting waiting = signs.begin(exchange);
        Consumer<Verdict> done = verdict -> answer(exchange, waiting, verdict);
        RejectionReason atOnce = posts.offer(post(request), done);
        if (atOnce != null) {
            signs.end(waiting);
            exchange.respond(posts.refusal(atOnce));
        }
    }

    private Posts.Post post(Request request) {
        DeviceId device = Speakers.deviceOf(request.getOptions());
        List<String> path = request.getOptions().getUriPath();
        byte[] body = request.getPayload();
        return new Posts.Post(
                speakers.of(request, device),
                device,
                formatOf(request),
                codecOf(request),
                body == null ? EMPTY : body,
                // As declared: of a body that comes in blocks there may be no more than a beginning.
                request.getOptions().hasSize1() ? request.getOptions().getSize1() : 0,
                path.get(path.size() - 1));
    }

    static @Nullable PayloadFormat formatOf(Request request) {
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
            exchange.respond(posts.response(verdict));
        });
    }
}
