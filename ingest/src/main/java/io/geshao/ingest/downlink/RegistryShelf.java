package io.geshao.ingest.downlink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.core.CommunityId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The registry as gateways are given it: of the tables the rows of their communities, of the profiles all, file by file
 * and otherwise untouched. Where credentials are concerned a gateway knows those of its own devices, as hashes, and no
 * others. An immutable value; another state of the folder is another shelf.
 */
final class RegistryShelf {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> TABLES = List.of("places.tsv", "devices.tsv", "credentials.tsv");
    private static final String RULE = "rule-";
    private static final int COMMUNITY_LEVEL = 2;

    private final Map<String, String> files;
    private final Map<Set<CommunityId>, Snapshot> snapshots = new ConcurrentHashMap<>(); // made when asked for

    private RegistryShelf(Map<String, String> files) {
        this.files = files;
    }

    /**
     * A registry for one gateway.
     *
     * @param version digest of its files; another content is another version
     */
    @SuppressWarnings("ArrayRecordComponent") // sent as it is, never compared
    record Snapshot(String version, byte[] body) {}

    /** Reads what gateways may be given from a registry folder: its tables, its profiles and its rules, nothing else. */
    static RegistryShelf read(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String name : TABLES) {
            files.put(name, Files.readString(folder.resolve(name), StandardCharsets.UTF_8));
        }
        Path profiles = folder.resolve("profiles.yaml");
        if (Files.exists(profiles)) {
            files.put("profiles.yaml", Files.readString(profiles, StandardCharsets.UTF_8));
        }
        for (Path rule : rules(folder)) {
            files.put(RULE + rule.getFileName().toString().toLowerCase(Locale.ROOT), Files.readString(rule));
        }
        return new RegistryShelf(files);
    }

    /** The rules that gateways judge by themselves while they are cut off: {@code rules/*.yaml} in the registry folder. */
    static List<Path> rules(Path folder) throws IOException {
        Path rules = folder.resolve("rules");
        if (!Files.isDirectory(rules)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(rules)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** @param communities empty for all */
    Snapshot of(Set<CommunityId> communities) {
        return snapshots.computeIfAbsent(communities, wanted -> snapshot(wanted.isEmpty() ? files : partOf(wanted)));
    }

    private Map<String, String> partOf(Set<CommunityId> communities) {
        Set<String> codes = new HashSet<>();
        communities.forEach(community -> codes.add(community.value()));
        Map<String, String> part = new TreeMap<>(files);
        Set<String> identities = new HashSet<>();
        part.put("places.tsv", rows("places.tsv", cells -> isAboveOrIn(cells[0], codes)));
        part.put("devices.tsv", rows("devices.tsv", cells -> {
            boolean isIn = cells.length > 4 && isIn(cells[2], codes);
            if (isIn) {
                identities.add(cells[0]);
                identities.add(cells[4]);
            }
            return isIn;
        }));
        part.put("credentials.tsv", rows("credentials.tsv", cells -> identities.contains(cells[0])));
        return part;
    }

    private static boolean isAboveOrIn(String place, Set<String> codes) {
        String[] path = place.split("/", -1);
        return path.length <= COMMUNITY_LEVEL || codes.contains(path[COMMUNITY_LEVEL]);
    }

    private static boolean isIn(String place, Set<String> codes) {
        String[] path = place.split("/", -1);
        return path.length > COMMUNITY_LEVEL && codes.contains(path[COMMUNITY_LEVEL]);
    }

    /** The header and the rows that pass. */
    private String rows(String file, Predicate<String[]> passes) {
        StringBuilder kept = new StringBuilder();
        boolean isHeader = true;
        for (String line : files.getOrDefault(file, "").split("\n", -1)) {
            if (isHeader || (!line.isBlank() && passes.test(line.split("\t", -1)))) {
                kept.append(line).append('\n');
            }
            isHeader = false;
        }
        return kept.toString();
    }

    private static Snapshot snapshot(Map<String, String> part) {
        String version = digest(part);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("version", version);
            out.writeObjectFieldStart("files");
            for (Map.Entry<String, String> file : part.entrySet()) {
                out.writeStringField(file.getKey(), file.getValue());
            }
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return new Snapshot(version, bytes.toByteArray());
    }

    /** SHA-256 over names and contents, each ended by a zero byte, in the order of the names. */
    private static String digest(Map<String, String> part) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            part.forEach((name, content) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(content.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
