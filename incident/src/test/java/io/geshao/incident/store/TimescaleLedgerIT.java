package io.geshao.incident.store;

import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same chain on a server with TimescaleDB. */
class TimescaleLedgerIT extends LedgerContract {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.TIMESCALE);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES, 1);

    @Override
    EmptyTables tables() {
        return TABLES;
    }
}
