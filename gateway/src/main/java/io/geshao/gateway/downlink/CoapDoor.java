package io.geshao.gateway.downlink;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.gateway.coap.CoapIntake;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Down by CoAP: {@code /c/{device}}, one errand at a time, there until the device observes or asks. */
public final class CoapDoor implements DeviceDoor {
    private final CoapIntake coap;
    private final Map<DeviceId, String> inPlace = new ConcurrentHashMap<>(); // id of the errand that is offered

    public CoapDoor(CoapIntake coap) {
        this.coap = coap;
    }

    /** Lets the door hand the downlink receipts. */
    @SuppressWarnings("FutureReturnValueIgnored") // the device's answer is all that follows
    public static void listen(CoapIntake coap, Downlink downlink) {
        coap.onReceipt((device, body, done) -> downlink.receipt(device, body)
                .whenComplete((taken, failure) ->
                        done.accept(failure == null && Boolean.TRUE.equals(taken) ? null : RejectionReason.BAD_SHAPE)));
    }

    @Override
    public CompletionStage<Boolean> send(Errand errand, byte[] body) {
        inPlace.put(errand.device(), errand.id());
        return coap.offer(errand.device(), body).thenApply(delivery -> delivery == CoapIntake.Delivery.ACKNOWLEDGED);
    }

    @Override
    public void withdraw(Errand errand) {
        if (inPlace.remove(errand.device(), errand.id())) {
            coap.withdraw(errand.device());
        }
    }
}
