package io.geshao.ingest.downlink;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The gateways of an installation, {@code gateways.tsv} in the registry folder: who a gateway is, which communities it
 * serves, and the token it first comes with. Who is taken out of it is not let in any more.
 *
 * <pre>
 * gateway  communities  token_sha256  token_expires
 * gw-2     yuhua,west   64 hex digits 2026-03-02T10:00:00Z
 * </pre>
 */
public final class GatewayTable {
    public static final String FILE = "gateways.tsv";
    /** In place of communities: all there are. */
    public static final String ALL = "*";

    private static final String HEADER = "gateway\tcommunities\ttoken_sha256\ttoken_expires";

    private GatewayTable() {}

    /** @param communities empty for all */
    public record Entry(String gateway, Set<CommunityId> communities, String tokenHash, long tokenExpiresMillis) {
        public Entry {
            communities = Set.copyOf(communities);
        }
    }

    /**
     * Reads the table; none is an empty one.
     *
     * @throws IllegalArgumentException with file, line and reason, if it is not as described
     */
    public static Map<String, Entry> read(Path registryDir) throws IOException {
        Path file = registryDir.resolve(FILE);
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return entries;
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException(file + ":1: the header is not '" + HEADER.replace('\t', ' ') + "'");
        }
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    Entry entry = entry(lines.get(i).split("\t", -1));
                    if (entries.put(entry.gateway(), entry) != null) {
                        throw new IllegalArgumentException(entry.gateway() + " stands twice");
                    }
                } catch (IllegalArgumentException | DateTimeParseException e) {
                    throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        return entries;
    }

    private static Entry entry(String[] cells) {
        if (cells.length != 4 || !DeviceId.isValid(cells[0]) || !cells[2].matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a gateway, its communities, the hash of a token and a time");
        }
        Set<CommunityId> communities = new TreeSet<>();
        if (!cells[1].equals(ALL)) {
            for (String code : cells[1].split(",", -1)) {
                communities.add(new CommunityId(code.strip()));
            }
        }
        return new Entry(
                cells[0], communities, cells[2], Instant.parse(cells[3]).toEpochMilli());
    }

    /** Writes the table anew; whoever reads meanwhile sees the old one or the new one. */
    public static void write(Path registryDir, Map<String, Entry> entries) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        for (Entry entry : entries.values()) {
            Set<String> codes = new TreeSet<>();
            entry.communities().forEach(community -> codes.add(community.value()));
            lines.add(String.join(
                    "\t",
                    entry.gateway(),
                    codes.isEmpty() ? ALL : String.join(",", codes),
                    entry.tokenHash(),
                    Instant.ofEpochMilli(entry.tokenExpiresMillis()).toString()));
        }
        Path fresh = registryDir.resolve(FILE + ".new");
        Files.write(fresh, lines, StandardCharsets.UTF_8);
        Files.move(
                fresh,
                registryDir.resolve(FILE),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
