package io.geshao.ingest.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Who may come in through the gateways' door, and as whom. Any thread; never blocks. */
@FunctionalInterface
public interface GatewayGate {
    /** @param authorization the header's text; empty if there is none */
    Admission admit(String authorization);

    /** What a gate says to somebody. */
    enum Decision {
        /** Let in as that gateway and no other. */
        AS_ITSELF,
        /** Let in under whatever name it gives: the secret is shared, or there is none. */
        UNDER_ANY_NAME,
        WRONG_TOKEN
    }

    /** @param gateway empty unless the gate knows who it is */
    record Admission(Decision decision, String gateway) {
        public boolean mayActAs(String name) {
            return decision == Decision.UNDER_ANY_NAME || (decision == Decision.AS_ITSELF && name.equals(gateway));
        }
    }

    /** The gate before a request. */
    default Admission admit(RoutingContext context) {
        String given = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        return admit(given == null ? "" : given);
    }

    /** One secret for all; an empty one lets everybody in. */
    static GatewayGate shared(String token) {
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        return authorization ->
                token.isEmpty() || MessageDigest.isEqual(expected, authorization.getBytes(StandardCharsets.UTF_8))
                        ? new Admission(Decision.UNDER_ANY_NAME, "")
                        : new Admission(Decision.WRONG_TOKEN, "");
    }
}
