package io.geshao.testkit.db;

import java.util.Optional;
import javax.sql.DataSource;

/** One place databases come from. Opened at most once per JVM; closes with it. */
interface DatabaseProvider {
    /** Short name for the closing table. */
    String name();

    /** Whether its databases are of that flavour. */
    boolean offers(Flavour flavour);

    /** Why it cannot be used here, or empty if it can; may start it. */
    Optional<String> whyNot();

    /** An empty database; only after {@link #whyNot} was empty. */
    DataSource fresh();

    /** Whether a machine that lacks this provider is set up wrongly when {@code CI=true}. */
    boolean requiredInCi();
}
