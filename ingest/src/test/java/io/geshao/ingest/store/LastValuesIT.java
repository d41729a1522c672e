package io.geshao.ingest.store;

import static io.geshao.ingest.store.Samples.TEN;
import static io.geshao.ingest.store.Samples.batch;
import static io.geshao.ingest.store.Samples.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.Batch;
import io.geshao.core.Reading;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Last values follow the readings: with the group when nothing more waits, between groups under load, after a crash. */
final class LastValuesIT {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    private final FakeTicker ticker = FakeTicker.at(TEN);
    private Connection connection;
    private GroupWriter group;

    @BeforeEach
    void open() throws SQLException {
        DataSource database = db.fresh();
        Schema.migrate(database);
        connection = database.getConnection();
        group = fresh();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private GroupWriter fresh() throws SQLException {
        GroupWriter opened = new GroupWriter(new CopyReadingWriter(), io.geshao.ingest.store.Flavour.PLAIN, ticker);
        opened.reload(connection);
        return opened;
    }

    private void commit(boolean moreWaits, Batch... batches) throws SQLException {
        group.commit(connection, List.of(batches), false, moreWaits);
    }

    private Map<String, Double> values() throws SQLException {
        Map<String, Double> values = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select d.name, s.value from telemetry.device_state s"
                                + " join telemetry.device_heard h using (device) join telemetry.device_dim d on d.id = s.device")) {
            while (rows.next()) {
                values.put(rows.getString(1), rows.getDouble(2));
            }
        }
        return values;
    }

    @Test
    void nothing_more_waits_they_are_written_with_the_group() throws SQLException {
        commit(false, batch("gw-1", 1, fill("bin-1", TEN, 1, 40), fill("bin-1", TEN + 1, 2, 41)));

        assertThat(values()).containsExactly(Map.entry("bin-1", 41.0));
    }

    @Test
    void under_load_they_are_written_between_groups() throws SQLException {
        commit(true, batch("gw-1", 1, fill("bin-1", TEN, 1, 40)));
        commit(true, batch("gw-1", 2, fill("bin-2", TEN, 1, 50), fill("bin-1", TEN - 5, 0, 39)));
        assertThat(values()).isEmpty();
        assertThat(group.hasLastValues()).isTrue();

        group.writeLastValues(connection, true);

        assertThat(values()).containsExactly(Map.entry("bin-1", 40.0), Map.entry("bin-2", 50.0));
        assertThat(group.hasLastValues()).isFalse();
    }

    @Test
    void many_are_written_in_pieces_and_a_crash_in_between_loses_none() throws SQLException {
        Reading[] many = new Reading[3_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = fill("bin-" + i, TEN, 1, i % 100);
        }
        commit(false, batch("gw-1", 1, many));
        assertThat(values()).as("too many for the group itself").isEmpty();
        group.writeLastValues(connection, false);
        assertThat(values()).hasSizeBetween(1, 2_000);
        assertThat(group.hasLastValues()).isTrue();

        group = fresh();

        assertThat(values()).hasSize(3_000);
    }

    @Test
    void a_crash_before_they_were_written_is_made_good_from_the_readings() throws SQLException {
        commit(false, batch("gw-1", 1, fill("bin-1", TEN, 1, 40), fill("bin-3", TEN, 1, 60)));
        commit(true, batch("gw-1", 3, fill("bin-1", TEN + 2, 3, 42), fill("bin-1", TEN + 1, 2, 41)));
        commit(true, batch("gw-1", 5, fill("bin-2", TEN, 1, 50), fill("bin-3", TEN - 1, 0, 59)));
        assertThat(values()).containsEntry("bin-1", 40.0).doesNotContainKey("bin-2");

        group = fresh();

        assertThat(values())
                .containsExactly(Map.entry("bin-1", 42.0), Map.entry("bin-2", 50.0), Map.entry("bin-3", 60.0));
    }

    @Test
    void a_group_that_was_rolled_back_leaves_nothing() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("alter table telemetry.batch add constraint no_nines check (last_entry <> 9)");
        }
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> commit(true, batch("gw-1", 9, fill("bin-9", TEN, 1, 99))))
                .isInstanceOf(SQLException.class);

        commit(false, batch("gw-1", 10, fill("bin-1", TEN, 1, 40)));

        assertThat(values()).containsExactly(Map.entry("bin-1", 40.0));
    }
}
