package io.geshao.devicesim;

import io.geshao.core.config.Launcher.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The clear tokens of the simulated devices, {@code demo-credentials.tsv}: {@code identity token}. */
final class Tokens {
    private final Map<String, String> byIdentity;
    private final Path file;

    private Tokens(Map<String, String> byIdentity, Path file) {
        this.byIdentity = byIdentity;
        this.file = file;
    }

    static Tokens read(Path registryDir) {
        Path file = registryDir.resolve("demo-credentials.tsv");
        Map<String, String> tokens = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] cells = line.split("\t", -1);
                if (cells.length == 2) {
                    tokens.put(cells[0], cells[1]);
                }
            }
        } catch (IOException e) {
            throw new StartException("no tokens for the simulated devices: " + file + " cannot be read", e);
        }
        return new Tokens(tokens, file);
    }

    String of(String identity) {
        String token = byIdentity.get(identity);
        if (token == null) {
            throw new StartException(
                    file + " has no token for " + identity, new IllegalStateException("no row for " + identity));
        }
        return token;
    }
}
