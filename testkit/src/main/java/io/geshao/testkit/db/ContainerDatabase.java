package io.geshao.testkit.db;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** TimescaleDB's own image, where a Docker engine answers. */
final class ContainerDatabase implements DatabaseProvider {
    private static final String IMAGE = "timescale/timescaledb:2.23.0-pg17";

    private final AtomicInteger count = new AtomicInteger();
    private @Nullable PostgreSQLContainer container; // guarded by this
    private @Nullable String whyNot; // guarded by this

    @Override
    public String name() {
        return "container";
    }

    @Override
    public boolean offers(Flavour flavour) {
        return flavour != Flavour.PLAIN;
    }

    @Override
    public synchronized Optional<String> whyNot() {
        if (container == null && whyNot == null) {
            // Asking the client library without an engine takes seconds and fills the log: look for its door first.
            boolean door = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
            if (door && DockerClientFactory.instance().isDockerAvailable()) {
                container = new PostgreSQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"));
                container.start();
            } else {
                whyNot = "no Docker engine answers";
            }
        }
        return Optional.ofNullable(whyNot);
    }

    @Override
    public synchronized DataSource fresh() {
        String name = "test_" + count.incrementAndGet();
        try (Connection connection = source("test").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make a database", e);
        }
        return source(name);
    }

    private DataSource source(String database) {
        PostgreSQLContainer running = Objects.requireNonNull(container);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(running.getJdbcUrl().replaceFirst("/test(\\?|$)", "/" + database + "$1"));
        source.setUser(running.getUsername());
        source.setPassword(running.getPassword());
        return source;
    }

    @Override
    public boolean requiredInCi() {
        return false;
    }
}
