package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.elements.auth.ExtensiblePrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, as far as the device it is about is concerned.
 *
 * @param identity who was authenticated (the device or its radio gateway), or empty if nobody was who may speak for it
 * @param device the device of the path, if it is registered
 */
record Speaker(String identity, @Nullable Device device) {
    /** Key of the identity in what the handshake found out about a DTLS peer. */
    static final String IDENTITY = "io.geshao.identity";

    private static final String TOKEN = "token=";
    private static final Speaker STRANGER = new Speaker("", null);

    /** Of a path {@code /t/{device}} or {@code /c/{device}}: its second level names the device. */
    static Speaker of(Request request, Registry registry) {
        return of(request, deviceOf(request.getOptions()), registry);
    }

    static Speaker of(Request request, @Nullable DeviceId id, Registry registry) {
        Device device = id == null ? null : registry.device(id).orElse(null);
        if (device == null) {
            return STRANGER;
        }
        Principal peer = request.getSourceContext().getPeerIdentity();
        String identity = peer == null
                ? byToken(request.getOptions().getUriQuery(), device, registry)
                : byHandshake(peer, device, registry);
        return new Speaker(identity, device);
    }

    /** The device that a path is about, or null if the path names none. */
    static @Nullable DeviceId deviceOf(OptionSet options) {
        List<String> path = options.getUriPath();
        return path.size() > 1 && DeviceId.isValid(path.get(1)) ? new DeviceId(path.get(1)) : null;
    }

    /** Over DTLS a token is neither needed nor read: it could only widen what the handshake has proved. */
    private static String byHandshake(Principal peer, Device device, Registry registry) {
        if (peer instanceof ExtensiblePrincipal<?> known) {
            String identity = known.getExtendedInfo().get(IDENTITY, String.class);
            if (identity != null && registry.mayPublish(identity, device)) {
                return identity;
            }
        }
        return "";
    }

    private static String byToken(List<String> query, Device device, Registry registry) {
        for (int i = 0; i < query.size(); i++) {
            String parameter = query.get(i);
            if (parameter.startsWith(TOKEN)) {
                byte[] token = parameter.substring(TOKEN.length()).getBytes(StandardCharsets.UTF_8);
                String own = device.id().value();
                if (registry.authenticates(own, token)) {
                    return own;
                }
                if (registry.authenticates(device.gateway(), token)) {
                    return device.gateway();
                }
            }
        }
        return "";
    }

    boolean isStranger() {
        return identity.isEmpty();
    }
}
