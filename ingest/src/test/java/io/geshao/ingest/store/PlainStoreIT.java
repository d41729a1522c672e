package io.geshao.ingest.store;

import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PlainStoreIT extends ReadingStoreContract {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    @Override
    DataSource emptyDatabase() {
        return db.fresh();
    }

    @Override
    ReadingWriter writer() {
        return new CopyReadingWriter();
    }
}
