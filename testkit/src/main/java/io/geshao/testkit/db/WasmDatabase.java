package io.geshao.testkit.db;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL 17 with TimescaleDB compiled to WebAssembly, run by Node: needs neither Docker nor a server. One database
 * per JVM, emptied for each call. It has no {@code COPY FROM STDIN} and does one statement at a time: made for migrations
 * and queries, not for load.
 */
final class WasmDatabase implements DatabaseProvider {
    private static final List<String> FILES = List.of("package.json", "server.mjs");

    private @Nullable Process process; // guarded by this
    private @Nullable DataSource source; // guarded by this
    private @Nullable String whyNot; // guarded by this

    @Override
    public String name() {
        return "WebAssembly";
    }

    @Override
    public boolean offers(Flavour flavour) {
        return flavour == Flavour.TIMESCALE;
    }

    @Override
    public synchronized Optional<String> whyNot() {
        if (source == null && whyNot == null) {
            try {
                Path folder = install();
                source = start(folder);
            } catch (IOException e) {
                whyNot = "Node or its packages are not to be had: " + e.getMessage();
            }
        }
        return Optional.ofNullable(whyNot);
    }

    private static Path install() throws IOException {
        Path folder = Path.of(System.getProperty("user.home"), ".cache", "geshao", "timescaledb-wasm-2");
        Files.createDirectories(folder);
        // Two test JVMs may come here at once.
        try (FileChannel lockFile =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            if (!lock.isValid()) {
                throw new IOException("cannot lock " + folder);
            }
            for (String file : FILES) {
                try (InputStream in = WasmDatabase.class.getResourceAsStream("/pglite/" + file)) {
                    Files.copy(Objects.requireNonNull(in), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (!Files.exists(folder.resolve("installed"))) {
                npmInstall(folder);
                Files.createFile(folder.resolve("installed"));
            }
        }
        return folder;
    }

    private static void npmInstall(Path folder) throws IOException {
        Path log = folder.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IOException("npm install failed: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private DataSource start(Path folder) throws IOException {
        process = new ProcessBuilder("node", "server.mjs")
                .directory(folder.toFile())
                .redirectError(
                        folder.resolve("server-" + ProcessHandle.current().pid() + ".log")
                                .toFile())
                .start();
        Process running = process;
        Runtime.getRuntime().addShutdownHook(new Thread(running::destroyForcibly, "stop WebAssembly database"));
        BufferedReader out = running.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("READY ")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the server ended before it was ready, see " + folder);
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setURL("jdbc:postgresql://127.0.0.1:" + line.substring("READY ".length())
                + "/postgres?sslmode=disable&preferQueryMode=extended&prepareThreshold=0&socketTimeout=120");
        database.setUser("postgres");
        database.setPassword("postgres");
        return database;
    }

    @Override
    public synchronized DataSource fresh() {
        DataSource database = Objects.requireNonNull(source);
        ExternalDatabase.emptyOut(database);
        return database;
    }

    @Override
    public boolean requiredInCi() {
        return true;
    }
}
