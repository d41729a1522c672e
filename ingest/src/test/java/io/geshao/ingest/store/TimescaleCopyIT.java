package io.geshao.ingest.store;

import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract over a hypertable by the writer that production uses. Needs a native TimescaleDB, from an external URL or
 * a container: the WebAssembly build has no COPY.
 */
final class TimescaleCopyIT extends ReadingStoreContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.TIMESCALE_NATIVE);

    @Override
    DataSource emptyDatabase() {
        return db.fresh();
    }

    @Override
    ReadingWriter writer() {
        return new CopyReadingWriter();
    }
}
