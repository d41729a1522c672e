package io.geshao.gateway.registry;

import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Registries that the centre has pushed, each in a folder named by its digest; a small file names the one in force and is
 * replaced in one step, so that a crash leaves the old one or the new one. One thread.
 */
final class RegistryDisk {
    /** Before the name of a file that is a rule. */
    private static final String RULE = "rule-";

    private static final String CURRENT = "current";
    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}\\.(tsv|yaml)");

    private final Path folder;

    RegistryDisk(Path folder) {
        this.folder = folder;
    }

    /** A registry and the version it is known by. */
    record Kept(String version, Registry registry, Map<String, String> rules) {}

    /** The registry in force; empty before the first. */
    Optional<Kept> load() throws IOException {
        Path current = folder.resolve(CURRENT);
        if (!Files.exists(current)) {
            return Optional.empty();
        }
        String version = Files.readString(current).strip();
        if (!VERSION.matcher(version).matches()) {
            throw new IOException(current + " names no registry");
        }
        Path home = folder.resolve(version);
        return Optional.of(new Kept(version, RegistryFiles.read(home), rules(home)));
    }

    /**
     * Checks a snapshot, keeps it and puts it in force for the next start.
     *
     * @throws IllegalArgumentException if it is damaged or makes no registry; nothing has changed then
     */
    Kept keep(String version, Map<String, String> files) throws IOException {
        for (String name : files.keySet()) {
            if (!NAME.matcher(name).matches()) { // it becomes a path
                throw new IllegalArgumentException("'" + name + "' is no file of a registry");
            }
        }
        if (!VERSION.matcher(version).matches() || !version.equals(digest(files))) {
            throw new IllegalArgumentException("the digest is not that of the files");
        }
        Path home = folder.resolve(version);
        Files.createDirectories(home);
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(home.resolve(file.getKey()), file.getValue());
        }
        Registry registry = RegistryFiles.read(home); // what cannot be read is not put in force
        Path fresh = folder.resolve(CURRENT + ".new");
        write(fresh, version);
        Files.move(fresh, folder.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        removeOthers(home);
        return new Kept(version, registry, rules(home));
    }

    /** The rules among the files, by the name that they have at the centre. */
    private static Map<String, String> rules(Path home) throws IOException {
        Map<String, String> rules = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(home)) {
            files = all.filter(path -> path.getFileName().toString().startsWith(RULE))
                    .toList();
        }
        for (Path file : files) {
            rules.put(file.getFileName().toString().substring(RULE.length()), Files.readString(file));
        }
        return rules;
    }

    private static void write(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void removeOthers(Path home) throws IOException {
        List<Path> others;
        try (Stream<Path> all = Files.list(folder)) {
            others = all.filter(path -> Files.isDirectory(path) && !path.equals(home))
                    .toList();
        }
        for (Path other : others) {
            try (Stream<Path> content = Files.walk(other)) {
                for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** As the centre computes it: SHA-256 over names and contents, each ended by a zero byte, in the order of the names. */
    static String digest(Map<String, String> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(files).forEach((name, content) -> {
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
