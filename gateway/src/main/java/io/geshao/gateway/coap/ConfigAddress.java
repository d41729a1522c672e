package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.gateway.coap.CoapIntake.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * {@code /c/{device}}: what one device is to know, for {@code GET} and observe (RFC 7641). As long as nobody has
 * acknowledged it, it is sent confirmably and apart from the acknowledgement of the request, so that its arrival is
 * known.
 */
final class ConfigAddress extends CoapResource {
    private static final Offer NOTHING = new Offer("{}".getBytes(StandardCharsets.UTF_8), new CompletableFuture<>());

    private final DeviceId device;
    private final Speakers speakers;
    private final Resource receipt;
    private final Executor executor;
    private final AtomicReference<Offer> current = new AtomicReference<>(NOTHING);

    @SuppressWarnings("ArrayRecordComponent") // identity is what counts; the body is handed over
    private record Offer(byte[] body, CompletableFuture<Delivery> delivered) {
        int format() {
            return body.length > 0 && body[0] == '{'
                    ? MediaTypeRegistry.APPLICATION_JSON
                    : MediaTypeRegistry.APPLICATION_CBOR;
        }
    }

    /**
     * @param executor where it is told that something was acknowledged: never under the lock of an exchange, which the
     *     listener's next offer might want in another order
     */
    ConfigAddress(DeviceId device, Speakers speakers, Resource receipt, Executor executor) {
        super(device.value(), false);
        this.device = device;
        this.speakers = speakers;
        this.receipt = receipt;
        this.executor = executor;
        setObservable(true);
        setObserveType(CoAP.Type.CON);
    }

    @Override
    public @Nullable Resource getChild(String name) {
        return name.equals(receipt.getName()) ? receipt : null;
    }

    CompletionStage<Delivery> offer(byte[] body) {
        Offer offer = new Offer(body.clone(), new CompletableFuture<>());
        Offer former = current.getAndSet(offer);
        former.delivered().complete(Delivery.SUPERSEDED);
        changed();
        return offer.delivered().copy(); // nobody but this door says what became of it
    }

    void withdraw() {
        Offer former = current.getAndSet(NOTHING);
        if (former != NOTHING) {
            former.delivered().complete(Delivery.WITHDRAWN);
        }
    }

    @Override
    public void handleGET(CoapExchange exchange) {
        if (speakers.of(exchange.advanced().getRequest(), device).isStranger()) {
            exchange.respond(Refusals.response(RejectionReason.NOT_AUTHORIZED)); // ends an observation, too
            return;
        }
        Offer offer = Objects.requireNonNull(current.get());
        if (!accepts(exchange, offer)) {
            exchange.respond(ResponseCode.NOT_ACCEPTABLE);
            return;
        }
        Response response = new Response(ResponseCode.CONTENT);
        response.setPayload(offer.body());
        response.getOptions().setContentFormat(offer.format());
        if (offer != NOTHING && !offer.delivered().isDone()) {
            exchange.accept();
            response.setConfirmable(true);
            response.addMessageObserver(new MessageObserverAdapter() {
                @Override
                public void onAcknowledgement() {
                    offer.delivered().completeAsync(() -> Delivery.ACKNOWLEDGED, executor);
                }
            });
        }
        exchange.respond(response);
    }

    private static boolean accepts(CoapExchange exchange, Offer offer) {
        int accept = exchange.getRequestOptions().getAccept();
        return offer == NOTHING || accept == MediaTypeRegistry.UNDEFINED || accept == offer.format();
    }
}
