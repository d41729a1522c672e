package io.geshao.gateway.coap;

import io.geshao.core.RejectionReason;
import io.geshao.gateway.codec.PayloadDecoder;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;

/** How this door says no: the reason's code, its name as the diagnostic payload (RFC 7252, 5.5.2). */
final class Refusals {
    private Refusals() {}

    static Response response(RejectionReason reason) {
        int code = reason.coapCode();
        Response refusal = new Response(ResponseCode.valueOf(((code / 100) << 5) | (code % 100)));
        refusal.setPayload(reason.name());
        if (reason == RejectionReason.TOO_LARGE) {
            refusal.getOptions().setSize1(PayloadDecoder.MAX_BODY); // RFC 7959, 2.9.3: what would have been taken
        }
        return refusal;
    }
}
