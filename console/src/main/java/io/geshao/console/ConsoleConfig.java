package io.geshao.console;

import io.geshao.core.config.Settings;
import java.nio.file.Path;

/**
 * Settings of the console.
 *
 * @param port 0 for any free one
 * @param user name of the one local account
 * @param passwordHash encoded Argon2 hash, see {@link ConsoleAccounts}; empty if nobody may log in
 * @param registryDir where {@code map.geojson} is
 * @param secureCookie whether browsers reach the console over TLS only, so that the session cookie may be held to it
 * @param streams open live streams at most
 * @param replayEntries log entries a returning stream is sent at most
 * @param pendingKib how much a stream may leave unread before it is disconnected
 */
public record ConsoleConfig(
        String bindHost,
        int port,
        String user,
        String passwordHash,
        Path registryDir,
        boolean secureCookie,
        int streams,
        int replayEntries,
        int pendingKib) {
    private static final int MAX_USER = 64;

    public static ConsoleConfig read(Settings in) {
        String user = in.text("console.user", "admin");
        if (user.isBlank() || user.length() > MAX_USER || user.contains(":")) {
            in.fault("console.user='" + user + "' is not 1 to " + MAX_USER + " characters without a colon");
        }
        return new ConsoleConfig(
                in.text("bind.host", "0.0.0.0"),
                in.port("console.port", 8080),
                user,
                in.text("console.password.hash", "").strip(),
                in.path("registry.dir", "registry"),
                in.flag("console.cookie.secure", false),
                in.number("console.streams", 500, 1, 10_000),
                in.number("console.replay.entries", 2_000, 1, 100_000),
                in.number("console.pending.kib", 1_024, 16, 65_536));
    }

    /** The same with another account secret, for a process that makes one at its start. */
    public ConsoleConfig withPasswordHash(String hash) {
        return new ConsoleConfig(
                bindHost, port, user, hash, registryDir, secureCookie, streams, replayEntries, pendingKib);
    }

    @Override
    public String toString() {
        return "ConsoleConfig[" + bindHost + ":" + port + ", user " + user + ", registry " + registryDir + "]";
    }
}
