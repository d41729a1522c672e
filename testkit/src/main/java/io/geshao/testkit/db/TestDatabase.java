package io.geshao.testkit.db;

import io.geshao.testkit.RealPart;
import io.geshao.testkit.RealParts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * A database for a test class: {@code @RegisterExtension static final TestDatabase db = TestDatabase.of(Flavour.PLAIN)}.
 * If no provider has the flavour the class is skipped by name; with {@code CI=true} a missing provider that the CI
 * script installs is a failure.
 */
public final class TestDatabase implements BeforeAllCallback {
    private static final List<DatabaseProvider> PROVIDERS =
            List.of(new ExternalDatabase(), new ContainerDatabase(), new WasmDatabase(), new EmbeddedDatabase());

    private final Flavour flavour;
    private @Nullable DatabaseProvider provider; // set once, before all tests of the class

    private TestDatabase(Flavour flavour) {
        this.flavour = flavour;
    }

    public static TestDatabase of(Flavour flavour) {
        return new TestDatabase(flavour);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        String test = context.getRequiredTestClass().getSimpleName();
        List<String> reasons = new ArrayList<>();
        boolean required = false;
        for (DatabaseProvider candidate : PROVIDERS) {
            if (!candidate.offers(flavour)) {
                continue;
            }
            Optional<String> whyNot = candidate.whyNot();
            if (whyNot.isEmpty()) {
                provider = candidate;
                RealParts.ran(test, flavour.name(), candidate.name() + ", " + version(candidate.fresh()));
                return;
            }
            reasons.add(candidate.name() + ": " + whyNot.get());
            required |= candidate.requiredInCi();
        }
        String why = "no " + flavour + " database (" + String.join("; ", reasons) + ")";
        RealParts.skipped(test, flavour.name(), why);
        if (required && RealPart.inCi()) {
            throw new IllegalStateException(why);
        }
        throw new TestAbortedException(why);
    }

    /** An empty database of the flavour; each call another one, or the same one emptied. */
    public DataSource fresh() {
        if (provider == null) {
            throw new IllegalStateException("TestDatabase is a static @RegisterExtension");
        }
        return provider.fresh();
    }

    private static String version(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT current_setting('server_version'), (SELECT default_version"
                                + " FROM pg_available_extensions WHERE name = 'timescaledb')")) {
            row.next();
            String timescale = row.getString(2);
            return "PostgreSQL " + row.getString(1).split(" ")[0]
                    + (timescale == null ? "" : " + TimescaleDB " + timescale);
        } catch (SQLException e) {
            throw new IllegalStateException("the database answers no query", e);
        }
    }
}
