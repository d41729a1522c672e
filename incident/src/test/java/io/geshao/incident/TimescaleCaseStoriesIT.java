package io.geshao.incident;

import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same stories, migration included, on a server with TimescaleDB. */
class TimescaleCaseStoriesIT extends CaseStories {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.TIMESCALE);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES, 1);

    @Override
    EmptyTables tables() {
        return TABLES;
    }
}
