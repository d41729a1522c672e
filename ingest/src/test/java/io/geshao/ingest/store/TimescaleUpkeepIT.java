package io.geshao.ingest.store;

import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract over chunks and the columnstore. */
final class TimescaleUpkeepIT extends UpkeepContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.TIMESCALE);

    @Override
    DataSource emptyDatabase() {
        return db.fresh();
    }

    @Override
    ReadingWriter writer() {
        return new InsertReadingWriter();
    }
}
