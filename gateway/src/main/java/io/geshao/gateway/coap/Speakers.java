package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.elements.auth.ExtensiblePrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Tells who sends a request: over DTLS by the handshake, else by the token in the query. Any thread.
 *
 * <p>Remembers the last token that was right, per identity: plain CoAP carries it in every request, and to hash it every
 * time showed in the profile. What is remembered is good for one registry; another one begins with nothing.
 */
final class Speakers {
    /** Key of the identity in what the handshake found out about a DTLS peer. */
    static final String IDENTITY = "io.geshao.identity";

    private static final String TOKEN = "token=";

    /** Identities of a large gateway; those that do not fit are hashed every time. */
    private static final int MAX_KNOWN = 50_000;

    private final Supplier<Registry> registries;
    private volatile Known known;

    /** Right tokens by identity, and who last spoke for a device with which token, as one registry has them. */
    private record Known(
            Registry registry, ConcurrentHashMap<String, byte[]> tokens, ConcurrentHashMap<String, Spoke> devices) {
        Known(Registry registry) {
            this(registry, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // identity is never asked for
    private record Spoke(byte[] token, Speaker speaker) {}

    Speakers(Supplier<Registry> registries) {
        this.registries = registries;
        this.known = new Known(registries.get());
    }

    boolean isRegistered(DeviceId device) {
        return registries.get().device(device).isPresent();
    }

    /** Of a path {@code /t/{device}} or {@code /c/{device}}: its second level names the device. */
    Speaker of(Request request) {
        return of(request, deviceOf(request.getOptions()));
    }

    Speaker of(Request request, @Nullable DeviceId id) {
        Registry registry = registries.get();
        Device device = id == null ? null : registry.device(id).orElse(null);
        if (device == null) {
            return Speaker.STRANGER;
        }
        Principal peer = request.getSourceContext().getPeerIdentity();
        String identity = peer == null
                ? byToken(request.getOptions().getUriQuery(), device, registry)
                : byHandshake(peer, device, registry);
        return new Speaker(identity, device);
    }

    /** Of the address of a device, whose name has the shape of one, asked by whoever has this token. */
    Speaker of(String name, byte[] token) {
        Registry registry = registries.get();
        Known now = known;
        if (now.registry() == registry) {
            Spoke last = now.devices().get(name);
            if (last != null && MessageDigest.isEqual(last.token(), token)) {
                return last.speaker();
            }
        }
        Device device = registry.device(new DeviceId(name)).orElse(null);
        if (device == null) {
            return Speaker.STRANGER;
        }
        Speaker speaker = new Speaker(bearer(token, device, registry), device);
        now = known;
        if (!speaker.isStranger() && now.registry() == registry && now.devices().size() < MAX_KNOWN) {
            now.devices().put(name, new Spoke(token, speaker));
        }
        return speaker;
    }

    /** The device that a path is about, or null if the path names none. */
    static @Nullable DeviceId deviceOf(OptionSet options) {
        List<String> path = options.getUriPath();
        return path.size() > 1 && DeviceId.isValid(path.get(1)) ? new DeviceId(path.get(1)) : null;
    }

    /** Over DTLS a token is neither needed nor read: it could only widen what the handshake has proved. */
    private static String byHandshake(Principal peer, Device device, Registry registry) {
        if (peer instanceof ExtensiblePrincipal<?> principal) {
            String identity = principal.getExtendedInfo().get(IDENTITY, String.class);
            if (identity != null && registry.mayPublish(identity, device)) {
                return identity;
            }
        }
        return "";
    }

    private String byToken(List<String> query, Device device, Registry registry) {
        for (int i = 0; i < query.size(); i++) {
            String parameter = query.get(i);
            if (parameter.startsWith(TOKEN)) {
                byte[] token = parameter.substring(TOKEN.length()).getBytes(StandardCharsets.UTF_8);
                String identity = bearer(token, device, registry);
                if (!identity.isEmpty()) {
                    return identity;
                }
            }
        }
        return "";
    }

    private String bearer(byte[] token, Device device, Registry registry) {
        String own = device.id().value();
        if (authenticates(registry, own, token)) {
            return own;
        }
        boolean isGateways = !device.gateway().isEmpty() && authenticates(registry, device.gateway(), token);
        return isGateways ? device.gateway() : "";
    }

    private boolean authenticates(Registry registry, String identity, byte[] token) {
        Known now = known;
        if (now.registry() != registry) {
            now = new Known(registry);
            known = now;
        }
        byte[] right = now.tokens().get(identity);
        if (right != null && MessageDigest.isEqual(right, token)) {
            return true;
        }
        if (!registry.authenticates(identity, token)) {
            return false;
        }
        if (now.tokens().size() < MAX_KNOWN) {
            now.tokens().put(identity, token);
        }
        return true;
    }
}
