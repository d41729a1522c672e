package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.PskPublicInformation;
import org.eclipse.californium.scandium.dtls.PskSecretResult;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedPskStore;
import org.eclipse.californium.scandium.util.SecretUtil;
import org.eclipse.californium.scandium.util.ServerNames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pre-shared keys from a table of its own, {@code identity psk_hex}, tab-separated under that header. The registry keeps
 * only hashes of tokens, and a hash that opened a session would be as good as the token; so a key is a credential of another
 * kind, and lies only where it is needed.
 */
final class PskTable implements AdvancedPskStore {
    private static final Logger log = LoggerFactory.getLogger(PskTable.class);
    private static final String HEADER = "identity\tpsk_hex";
    private static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 64;
    private static final HexFormat HEX = HexFormat.of();

    private final Path file;
    private volatile Map<String, String> keys; // identity to hexadecimal key; replaced by the sweeper's thread
    private @Nullable FileTime readAs; // start's and then the sweeper's thread
    private boolean faulty; // sweeper's thread

    private PskTable(Path file, Map<String, String> keys, FileTime readAs) {
        this.file = file;
        this.keys = keys;
        this.readAs = readAs;
    }

    /**
     * Reads the table.
     *
     * @throws IllegalArgumentException with file, line and reason if it is not as described; the reason names no key
     */
    static PskTable read(Path file) throws IOException {
        FileTime changed = Files.getLastModifiedTime(file);
        return new PskTable(file, parse(file), changed);
    }

    private static Map<String, String> parse(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException(file + ":1: the header is not 'identity psk_hex'");
        }
        Map<String, String> keys = new HashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                String[] cells = lines.get(i).split("\t", -1);
                String fault = faultOf(cells, keys);
                if (!fault.isEmpty()) {
                    throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + fault);
                }
                keys.put(cells[0], cells[1]);
            }
        }
        return Map.copyOf(keys);
    }

    private static String faultOf(String[] cells, Map<String, String> known) {
        if (cells.length != 2) {
            return cells.length + " columns where 2 were expected";
        }
        if (!DeviceId.isValid(cells[0])) {
            return "'" + cells[0] + "' is not an identity";
        }
        if (known.containsKey(cells[0])) {
            return "identity " + cells[0] + " stands twice";
        }
        boolean hex = cells[1].matches("([0-9a-fA-F]{2}){" + MIN_BYTES + "," + MAX_BYTES + "}");
        return hex ? "" : "a key is " + MIN_BYTES + " to " + MAX_BYTES + " bytes in hexadecimal";
    }

    /** Looks whether the table has changed; the identities whose key is gone or another. The sweeper's thread. */
    Set<String> refresh() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (changed.equals(readAs)) {
                return Set.of();
            }
            Map<String, String> before = keys;
            Map<String, String> now = parse(file);
            keys = now;
            readAs = changed;
            faulty = false;
            log.info("pre-shared keys were read again: {}", now.size());
            Set<String> revoked = new TreeSet<>();
            before.forEach((identity, key) -> {
                if (!key.equals(now.get(identity))) {
                    revoked.add(identity);
                }
            });
            return revoked;
        } catch (IOException | IllegalArgumentException e) {
            if (!faulty) {
                log.error("pre-shared keys stay as they were", e);
                faulty = true;
            }
            return Set.of();
        }
    }

    @Override
    public boolean hasEcdhePskSupported() {
        return true;
    }

    @Override
    public PskSecretResult requestPskSecretResult(
            ConnectionId connection,
            ServerNames serverName,
            PskPublicInformation identity,
            String hmacAlgorithm,
            SecretKey otherSecret,
            byte[] seed,
            boolean useExtendedMasterSecret) {
        String name = identity.getPublicInfoAsString();
        String hex = keys.get(name);
        SecretKey key = hex == null ? null : SecretUtil.create(HEX.parseHex(hex), "PSK");
        // The identity goes into the principal as the table has it, not as the peer has spelled it in bytes.
        return new PskSecretResult(connection, hex == null ? identity : new PskPublicInformation(name), key);
    }

    @Override
    public @Nullable PskPublicInformation getIdentity(InetSocketAddress peerAddress, ServerNames virtualHost) {
        return null; // a client's question
    }

    @Override
    public void setResultHandler(HandshakeResultHandler resultHandler) {
        // every answer is given at once
    }
}
