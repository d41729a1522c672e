package io.geshao.standalone;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Registry;
import io.geshao.core.registry.RegistryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import picocli.CommandLine.Option;

/** Options of commands that look at what a platform has stored: its database, and its registry. */
final class RulesDatabase {
    private static final Path DEMO = Path.of(".geshao/demo");
    private static final Path RUN = Path.of(".geshao/data");

    @Option(
            names = "--db-url",
            paramLabel = "URL",
            description = "JDBC URL of the platform's database; default: the embedded one of the platform that runs in"
                    + " --data")
    private String url = "";

    @Option(names = "--db-user", paramLabel = "NAME", description = "its user")
    private String user = "";

    @Option(
            names = "--db-password",
            paramLabel = "TEXT",
            description = "its password; better in GESHAO_DB_PASSWORD, where no process list shows it")
    private String password = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data folder of the running platform; default: .geshao/demo, else .geshao/data")
    private Path data = Path.of("");

    @Option(
            names = "--registry",
            paramLabel = "DIR",
            description = "its registry; default: 'registry' in --data, else .geshao/registry")
    private Path registry = Path.of("");

    private Path data() {
        if (!data.toString().isEmpty()) {
            return data;
        }
        return Files.isDirectory(DEMO) ? DEMO : RUN;
    }

    /**
     * To look only.
     *
     * @throws StartException if there is none, or it does not answer
     */
    HikariDataSource open() {
        return open(new HikariConfig(), true);
    }

    /** To change what it holds; throws as {@link #open}. */
    HikariDataSource openToWrite() {
        return open(new HikariConfig(), false);
    }

    private HikariDataSource open(HikariConfig config, boolean readOnly) {
        if (url.isEmpty()) {
            config.setJdbcUrl(EmbeddedDatabase.urlOfRunning(data().resolve("database"))
                    .orElseThrow(() -> new StartException(
                            "no platform runs in " + data() + ": start it, or name a database with --db-url",
                            new NoSuchElementException(data().toString()))));
        } else {
            config.setJdbcUrl(url);
            config.setUsername(user.isEmpty() ? null : user);
            config.setPassword(password.isEmpty() ? System.getenv("GESHAO_DB_PASSWORD") : password);
        }
        config.setPoolName("geshao-rules");
        config.setMaximumPoolSize(2);
        config.setReadOnly(readOnly);
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartException("the database cannot be used: " + cause.getMessage(), e);
        }
    }

    /** @throws StartException if it cannot be read */
    Registry registry() {
        Path folder = registry;
        if (folder.toString().isEmpty()) {
            Path beside = data().resolve("registry");
            folder = Files.isDirectory(beside) ? beside : Path.of(".geshao/registry");
        }
        try {
            return RegistryFiles.read(folder);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("the registry in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
