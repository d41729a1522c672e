package io.geshao.ingest.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One table of names with their numbers, remembered in memory. Rows are only ever added, so what is remembered stays
 * true. One thread at a time: the writer has its own, readers make theirs under a lock.
 *
 * @param <T> what a name stands for
 */
final class Dictionary<T> {
    private final String table;
    private final Function<String, T> parser;
    private final Map<T, Integer> ids = new HashMap<>();
    private final Map<Integer, T> values = new HashMap<>();
    private int newest;

    private Dictionary(String table, Function<String, T> parser) {
        this.table = table;
        this.parser = parser;
    }

    static <T> Dictionary<T> of(String table, Function<String, T> parser) {
        return new Dictionary<>(table, parser);
    }

    /**
     * Makes sure that all values have a number, adding rows for those that are new. Outside of the writing transaction:
     * a name without readings does no harm, a number that was rolled back would.
     */
    void learn(Connection connection, Collection<T> wanted) throws SQLException {
        if (ids.keySet().containsAll(wanted)) {
            return;
        }
        refresh(connection);
        TreeSet<String> missing = new TreeSet<>();
        for (T value : wanted) {
            if (!ids.containsKey(value)) {
                missing.add(value.toString());
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        String sql = "insert into telemetry." + table + " (name) select unnest(?::text[]) on conflict do nothing";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            Array names = connection.createArrayOf("text", missing.toArray());
            insert.setArray(1, names);
            insert.executeUpdate();
        }
        refresh(connection);
    }

    /** The value of a number that stands in a row already read; looks again if it is newer than the memory. */
    T valueOf(Connection connection, int id) throws SQLException {
        T value = values.get(id);
        if (value == null) {
            refresh(connection);
            value = values.get(id);
        }
        if (value == null) {
            throw new IllegalStateException(table + " has no number " + id);
        }
        return value;
    }

    /** Number of a value as far as it is remembered, else the other. */
    int known(T value, int otherwise) {
        Integer id = ids.get(value);
        return id == null ? otherwise : id;
    }

    /** Number of a value, or null if there is none yet. */
    @Nullable
    Integer find(Connection connection, T value) throws SQLException {
        if (!ids.containsKey(value)) {
            refresh(connection);
        }
        return ids.get(value);
    }

    /** Looks for rows that have been added. */
    void refresh(Connection connection) throws SQLException {
        List<Integer> found = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("select id, name from telemetry." + table + " where id > ? order by id")) {
            select.setInt(1, newest);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    T value = parser.apply(rows.getString(2));
                    ids.put(value, rows.getInt(1));
                    values.put(rows.getInt(1), value);
                    found.add(rows.getInt(1));
                }
            }
        }
        if (!found.isEmpty()) {
            newest = found.get(found.size() - 1);
        }
    }
}
