package io.geshao.standalone;

import io.geshao.core.config.Launcher.StartException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL as a child process, its data kept under a folder. The binaries come from a Maven artifact made for tests,
 * whose defaults trade durability for speed; here {@code fsync} and {@code synchronous_commit} are switched back on,
 * because the platform's promise rests on them.
 */
final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /** Where postmaster.pid says the port, counted from 0. */
    private static final int PORT_LINE = 3;

    /**
     * What the server is told. A quiet community writes a few kilobytes a second and never meets the size of the log; at
     * full speed a checkpoint then comes once in one to two minutes. Every index leaf that is written to after one goes
     * into the log whole: as it is, since this server can only compress it in a way that costs more than it saves.
     */
    static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("max_connections", "40"),
            Map.entry("shared_buffers", "160MB"),
            Map.entry("wal_buffers", "16MB"),
            Map.entry("wal_compression", "off"),
            Map.entry("wal_init_zero", "off"),
            Map.entry("max_wal_size", "4GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("TimeZone", "UTC"));

    private final EmbeddedPostgres server;
    private final Path folder;

    private EmbeddedDatabase(EmbeddedPostgres server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    /**
     * Starts it, first time or again. A server that a killed process left behind on the same folder is stopped first; the
     * caller holds the folder's {@link FolderLock}, so it is nobody else's.
     *
     * @throws StartException if the folder cannot be used or the server does not come up
     */
    static EmbeddedDatabase start(Path given) {
        Path folder = given.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            stopOrphan(folder);
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60));
            SETTINGS.forEach(builder::setServerConfig);
            EmbeddedPostgres server = builder.start();
            return new EmbeddedDatabase(server, folder);
        } catch (IOException | IllegalStateException e) {
            throw new StartException("the embedded database in " + folder + " does not start: " + e.getMessage(), e);
        }
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    /** The server's process, to measure it; empty if it is gone. */
    Optional<ProcessHandle> process() {
        return serverOf(folder);
    }

    /** JDBC URL of the server that runs on a folder, whoever started it, or empty if none does. */
    static Optional<String> urlOfRunning(Path given) {
        Path folder = given.toAbsolutePath().normalize();
        if (serverOf(folder).isEmpty()) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(folder.resolve("postmaster.pid"), StandardCharsets.UTF_8);
            int port = Integer.parseInt(lines.get(PORT_LINE).trim());
            return Optional.of("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty(); // it is just starting or stopping
        }
    }

    /** The process that {@code postmaster.pid} names, if it is alive and is a PostgreSQL. */
    private static Optional<ProcessHandle> serverOf(Path folder) {
        Path file = folder.resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> isServerOf(process, folder));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty(); // no server, or one that was killed while it wrote the file
        }
    }

    /** A number in a stale file may meanwhile be anybody's process. */
    private static boolean isServerOf(ProcessHandle process, Path folder) {
        String line = process.info().commandLine().orElse("");
        return line.contains("postgres") && line.contains("-D " + folder.toAbsolutePath());
    }

    /** Stops a server that a killed process left behind; the caller holds the folder's lock. */
    static void stopOrphan(Path folder) throws IOException {
        Optional<ProcessHandle> orphan = serverOf(folder);
        if (orphan.isEmpty()) {
            return;
        }
        LOG.info(
                "stopping the database server {} that an earlier process left behind",
                orphan.get().pid());
        // SIGINT is PostgreSQL's fast shutdown; Java itself can only send SIGTERM, which waits for every client.
        new ProcessBuilder("kill", "-INT", Long.toString(orphan.get().pid()))
                .inheritIO()
                .start();
        try {
            orphan.get().onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IOException("the earlier server " + orphan.get().pid() + " does not stop", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("the embedded database did not stop cleanly; it will recover at the next start: {}", e.toString());
        }
    }
}
