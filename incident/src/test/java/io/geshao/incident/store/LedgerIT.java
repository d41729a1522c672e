package io.geshao.incident.store;

import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The hash chain on plain PostgreSQL. */
class LedgerIT extends LedgerContract {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);

    @Override
    EmptyTables tables() {
        return TABLES;
    }
}
