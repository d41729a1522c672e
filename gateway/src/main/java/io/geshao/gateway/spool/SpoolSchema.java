package io.geshao.gateway.spool;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** The tables of a spool file, and how it is opened: write-ahead log, every commit flushed to the disk. */
final class SpoolSchema {
    static final int PAGE_BYTES = 4096;

    /** Each made alike in every file, in this order: a file whose first page is broken can borrow another's. */
    private static final String[] TABLES = {
        "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS lane (lane INTEGER PRIMARY KEY, next INTEGER NOT NULL,"
                + " through INTEGER NOT NULL DEFAULT 0, live INTEGER NOT NULL DEFAULT 0,"
                + " readings INTEGER NOT NULL DEFAULT 0, rejections INTEGER NOT NULL DEFAULT 0)",
        "CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY, last INTEGER NOT NULL,"
                + " created INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,"
                + " readings INTEGER NOT NULL, rejections INTEGER NOT NULL, state INTEGER NOT NULL,"
                + " checks INTEGER NOT NULL, body BLOB NOT NULL)",
        "CREATE TABLE IF NOT EXISTS ledger (lane INTEGER NOT NULL, hour INTEGER NOT NULL,"
                + " acknowledged INTEGER NOT NULL, duplicates INTEGER NOT NULL, given_up INTEGER NOT NULL,"
                + " PRIMARY KEY (lane, hour)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
                + " messages INTEGER NOT NULL, body BLOB NOT NULL)",
        "CREATE TABLE IF NOT EXISTS epoch (device TEXT PRIMARY KEY, epoch INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS gap (id INTEGER PRIMARY KEY, device TEXT NOT NULL, boot INTEGER NOT NULL,"
                + " before_seq INTEGER NOT NULL, missing INTEGER NOT NULL, at INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS dead_letter (id INTEGER PRIMARY KEY, lane INTEGER NOT NULL,"
                + " first INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,"
                + " body BLOB NOT NULL)",
    };

    private SpoolSchema() {}

    static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL"); // a commit that is answered survives a loss of power
            statement.execute("PRAGMA busy_timeout = 5000");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Makes the tables that are missing, and draws the id of the spool; in auto-commit mode. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (isOfEarlierVersion(connection)) {
                throw new SQLException("an earlier version wrote it; let that version deliver what is in it,"
                        + " then remove the folder");
            }
            for (String table : TABLES) {
                statement.execute(table);
            }
            byte[] random = new byte[8];
            new SecureRandom().nextBytes(random);
            statement.execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('spool_id', '"
                    + HexFormat.of().formatHex(random) + "')");
        }
    }

    /** A segment that does not say what it holds. */
    static boolean isOfEarlierVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*), sum(name = 'checks') FROM pragma_table_info('segment')")) {
            return row.next() && row.getInt(1) > 0 && row.getInt(2) == 0;
        }
    }

    static String spoolId(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT value FROM meta WHERE name = 'spool_id'")) {
            if (!row.next()) {
                throw new SQLException("the spool has no id");
            }
            return row.getString(1);
        }
    }
}
