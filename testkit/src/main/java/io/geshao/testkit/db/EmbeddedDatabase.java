package io.geshao.testkit.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** PostgreSQL from its Maven artifact: always there. One server per JVM, one database per call. */
final class EmbeddedDatabase implements DatabaseProvider {
    private final AtomicInteger count = new AtomicInteger();
    private @Nullable EmbeddedPostgres server; // guarded by this

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public boolean offers(Flavour flavour) {
        return flavour == Flavour.PLAIN;
    }

    @Override
    public synchronized Optional<String> whyNot() {
        if (server == null) {
            try {
                server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("embedded PostgreSQL does not start", e);
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized DataSource fresh() {
        whyNot();
        EmbeddedPostgres running = java.util.Objects.requireNonNull(server);
        String name = "test_" + count.incrementAndGet();
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make a database", e);
        }
        return running.getDatabase("postgres", name);
    }

    @Override
    public boolean requiredInCi() {
        return true;
    }
}
