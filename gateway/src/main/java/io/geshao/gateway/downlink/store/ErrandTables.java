package io.geshao.gateway.downlink.store;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.Report;
import io.geshao.core.port.CommandDesk.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SQL of {@link ErrandStore}. One thread.
 */
final class ErrandTables implements AutoCloseable {
    private static final String FILE = "downlink.db";

    private final Connection connection;

    private ErrandTables(Connection connection) {
        this.connection = connection;
    }

    /** @throws StartException if the file cannot be used */
    static ErrandTables open(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = full");
                statement.execute("create table if not exists errand (number integer primary key autoincrement,"
                        + " id text not null unique, device text not null, community text not null,"
                        + " action text not null, arguments text not null, version integer not null,"
                        + " expires_ms integer not null)");
                statement.execute("create table if not exists word (number integer primary key autoincrement,"
                        + " id text not null, device text not null, state text not null, reason text not null,"
                        + " at_ms integer not null)");
                statement.execute("create table if not exists place (one integer primary key check (one = 1),"
                        + " position integer not null)");
                statement.execute("insert or ignore into place values (1, 0)");
            }
            connection.setAutoCommit(false);
            return new ErrandTables(connection);
        } catch (SQLException | IOException e) {
            throw new StartException("the file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Position up to which the centre's news are kept here. */
    long position() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet answer = select.executeQuery("select position from place")) {
            answer.next();
            return answer.getLong(1);
        }
    }

    void moveTo(long position) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update place set position = ?")) {
            update.setLong(1, position);
            update.executeUpdate();
        }
    }

    /** All that wait, oldest first. */
    List<Errand> errands() throws SQLException {
        List<Errand> errands = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select id, device, community, action, arguments, version,"
                        + " expires_ms from errand order by number")) {
            while (row.next()) {
                errands.add(new Errand(
                        row.getString(1),
                        new DeviceId(row.getString(2)),
                        new CommunityId(row.getString(3)),
                        Action.valueOf(row.getString(4)),
                        readArguments(row.getString(5)),
                        row.getLong(6),
                        row.getLong(7)));
            }
        }
        return errands;
    }

    void keep(Errand errand) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert or ignore into errand (id, device,"
                + " community, action, arguments, version, expires_ms) values (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, errand.id());
            insert.setString(2, errand.device().value());
            insert.setString(3, errand.community().value());
            insert.setString(4, errand.action().name());
            insert.setString(5, writeArguments(errand.arguments()));
            insert.setLong(6, errand.version());
            insert.setLong(7, errand.expiresMillis());
            insert.executeUpdate();
        }
    }

    void drop(String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from errand where id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    /** Notes a word for the centre. */
    void say(Report report) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into word (id, device, state, reason, at_ms) values (?, ?, ?, ?, ?)")) {
            insert.setString(1, report.id());
            insert.setString(2, report.device().value());
            insert.setString(3, report.state().name());
            insert.setString(4, report.reason());
            insert.setLong(5, report.atMillis());
            insert.executeUpdate();
        }
    }

    /** The oldest words that the centre has not confirmed. */
    List<ErrandStore.Kept> words(int limit) throws SQLException {
        List<ErrandStore.Kept> words = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select number, id, device, state, reason, at_ms from word order by number limit ?")) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Report report = new Report(
                            row.getString(2),
                            new DeviceId(row.getString(3)),
                            State.valueOf(row.getString(4)),
                            row.getString(5),
                            row.getLong(6));
                    words.add(new ErrandStore.Kept(row.getLong(1), report));
                }
            }
        }
        return words;
    }

    long countWords() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet answer = select.executeQuery("select count(*) from word")) {
            answer.next();
            return answer.getLong(1);
        }
    }

    /** Forgets the words up to a number: the centre has them. */
    void forgetWords(long number) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from word where number <= ?")) {
            delete.setLong(1, number);
            delete.executeUpdate();
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    private static String writeArguments(Map<String, Double> arguments) {
        StringBuilder text = new StringBuilder();
        arguments.forEach(
                (name, value) -> text.append(name).append('=').append(value).append(';'));
        return text.toString();
    }

    private static Map<String, Double> readArguments(String text) {
        Map<String, Double> arguments = new TreeMap<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            int end = text.indexOf(';', equals);
            arguments.put(text.substring(at, equals), Double.valueOf(text.substring(equals + 1, end)));
            at = end + 1;
        }
        return arguments;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
