package io.geshao.ingest.downlink.store;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Command;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.Order;
import io.geshao.core.port.CommandDesk.State;
import io.geshao.core.port.CommandDesk.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of {@code telemetry.command}, as it was read. */
record Row(
        long number,
        String id,
        DeviceId device,
        CommunityId community,
        Action action,
        Map<String, Double> arguments,
        long version,
        String key,
        String actor,
        long orderedMillis,
        long expiresMillis,
        State state,
        String asked,
        long news) {
    private static final String COLUMNS = "number, id, device, community, action, arguments, version, key, actor,"
            + " ordered_ms, expires_ms, state, asked, news";

    static @Nullable Row one(Connection connection, String condition, String... values) throws SQLException {
        List<Row> rows = all(connection, condition, values);
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** @param condition SQL from behind the {@code where}, with a question mark for each value */
    static List<Row> all(Connection connection, String condition, String... values) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select " + COLUMNS + " from telemetry.command where " + condition)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            try (ResultSet answer = select.executeQuery()) {
                while (answer.next()) {
                    rows.add(read(answer));
                }
            }
        }
        return rows;
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                row.getString(2),
                new DeviceId(row.getString(3)),
                new CommunityId(row.getString(4)),
                Action.valueOf(row.getString(5)),
                Arguments.read(row.getString(6)),
                row.getLong(7),
                row.getString(8),
                row.getString(9),
                row.getLong(10),
                row.getLong(11),
                State.valueOf(row.getString(12)),
                row.getString(13),
                row.getLong(14));
    }

    void insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into telemetry.command (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, number);
            insert.setString(2, id);
            insert.setString(3, device.value());
            insert.setString(4, community.value());
            insert.setString(5, action.name());
            insert.setString(6, Arguments.write(arguments));
            insert.setLong(7, version);
            insert.setString(8, key);
            insert.setString(9, actor);
            insert.setLong(10, orderedMillis);
            insert.setLong(11, expiresMillis);
            insert.setString(12, state.name());
            insert.setString(13, asked);
            insert.setLong(14, news);
            insert.executeUpdate();
        }
    }

    Errand errand() {
        return new Errand(id, device, community, action, arguments, version, expiresMillis);
    }

    /** With everything that has happened to it. */
    Command command(Connection connection) throws SQLException {
        List<Step> steps = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select state, at_ms, gateway, reason from"
                + " telemetry.command_step where command = ? order by step")) {
            select.setLong(1, number);
            try (ResultSet answer = select.executeQuery()) {
                while (answer.next()) {
                    steps.add(new Step(
                            State.valueOf(answer.getString(1)),
                            answer.getLong(2),
                            answer.getString(3),
                            answer.getString(4)));
                }
            }
        }
        Order order = new Order(device, community, action, arguments, expiresMillis, key, actor);
        return new Command(number, id, order, orderedMillis, version, state, steps);
    }
}
