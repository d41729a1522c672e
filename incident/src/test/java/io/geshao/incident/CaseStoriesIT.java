package io.geshao.incident;

import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stories on plain PostgreSQL. */
class CaseStoriesIT extends CaseStories {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);

    @Override
    EmptyTables tables() {
        return TABLES;
    }
}
