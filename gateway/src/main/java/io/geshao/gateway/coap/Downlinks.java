package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.gateway.coap.CoapIntake.Delivery;
import io.geshao.gateway.coap.CoapIntake.ReceiptListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.jspecify.annotations.Nullable;

/** {@code /c}: a child per registered device, made when somebody first asks for it or has something to say to it. */
final class Downlinks extends CoapResource {
    /** One datagram: a device that can be configured at all need not reassemble for it. */
    static final int MAX_BODY = 1_024;

    private final Speakers speakers;
    private final Executor executor;
    private final ConcurrentHashMap<DeviceId, ConfigAddress> addresses = new ConcurrentHashMap<>(); // registered ones
    private final Resource receipt = new ReceiptAddress();
    private volatile @Nullable ReceiptListener listener;

    Downlinks(Speakers speakers, Executor executor) {
        super("c", false);
        this.speakers = speakers;
        this.executor = executor;
    }

    @Override
    public @Nullable Resource getChild(String name) {
        return DeviceId.isValid(name) ? addressOf(new DeviceId(name)) : null;
    }

    private @Nullable ConfigAddress addressOf(DeviceId device) {
        if (!speakers.isRegistered(device)) {
            ConfigAddress gone = addresses.remove(device);
            if (gone != null) {
                gone.withdraw();
                gone.clearAndNotifyObserveRelations(ResponseCode.NOT_FOUND);
            }
            return null;
        }
        return addresses.computeIfAbsent(device, id -> new ConfigAddress(id, speakers, receipt, executor));
    }

    CompletionStage<Delivery> offer(DeviceId device, byte[] body) {
        if (body.length > MAX_BODY) {
            return CompletableFuture.completedStage(Delivery.TOO_LARGE);
        }
        ConfigAddress address = addressOf(device);
        return address == null ? CompletableFuture.completedStage(Delivery.UNKNOWN_DEVICE) : address.offer(body);
    }

    void withdraw(DeviceId device) {
        ConfigAddress address = addresses.get(device);
        if (address != null) {
            address.withdraw();
        }
    }

    void onReceipt(ReceiptListener newListener) {
        listener = newListener;
    }

    /** {@code /c/{device}/receipt}: what the device did with it, in its own words. */
    private final class ReceiptAddress extends CoapResource {
        ReceiptAddress() {
            super("receipt", false);
        }

        @Override
        public void handlePOST(CoapExchange exchange) {
            Speaker speaker = speakers.of(exchange.advanced().getRequest());
            ReceiptListener taker = listener;
            if (speaker.isStranger() || speaker.device() == null) {
                exchange.respond(Refusals.response(RejectionReason.NOT_AUTHORIZED));
            } else if (exchange.getRequestPayloadSize() > MAX_BODY) {
                exchange.respond(Refusals.response(RejectionReason.TOO_LARGE));
            } else if (taker == null) {
                exchange.respond(ResponseCode.SERVICE_UNAVAILABLE);
            } else {
                byte[] body = exchange.getRequestPayload();
                taker.receipt(speaker.device().id(), body == null ? new byte[0] : body, refused -> {
                    if (refused == null) {
                        exchange.respond(ResponseCode.CHANGED);
                    } else {
                        exchange.respond(Refusals.response(refused));
                    }
                });
            }
        }
    }
}
