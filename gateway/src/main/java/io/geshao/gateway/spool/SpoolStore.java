package io.geshao.gateway.spool;

import io.geshao.core.DeviceId;
import io.geshao.core.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the spool in one SQLite file, write-ahead log, every commit flushed to the disk. Writing has one owner,
 * the spool's writer thread; reading has another, the uplink's, with a connection of its own.
 *
 * <p>A segment's key is its lane in the high bits and its first number below, so one b-tree holds the lanes side by side,
 * each in order.
 */
final class SpoolStore implements AutoCloseable {
    private static final int LANE_SHIFT = 56;

    private static final String[] SCHEMA = {
        "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS lane (lane INTEGER PRIMARY KEY, next INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY, last INTEGER NOT NULL,"
                + " created INTEGER NOT NULL, body BLOB NOT NULL)",
        "CREATE TABLE IF NOT EXISTS boundary (lane INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
                + " last INTEGER NOT NULL, created INTEGER NOT NULL, backfill INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
                + " messages INTEGER NOT NULL, body BLOB NOT NULL)",
        "CREATE TABLE IF NOT EXISTS epoch (device TEXT PRIMARY KEY, epoch INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS gap (id INTEGER PRIMARY KEY, device TEXT NOT NULL, boot INTEGER NOT NULL,"
                + " before_seq INTEGER NOT NULL, missing INTEGER NOT NULL, at INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS dead_letter (id INTEGER PRIMARY KEY, lane INTEGER NOT NULL,"
                + " first INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,"
                + " body BLOB NOT NULL)",
    };

    private static final String INSERT_SEGMENT = "INSERT INTO segment (id, last, created, body) VALUES (?, ?, ?, ?)";
    private static final String SAVE_NEXT = "INSERT OR REPLACE INTO lane (lane, next) VALUES (?, ?)";
    private static final String INSERT_SEEN = "INSERT INTO seen (at, messages, body) VALUES (?, ?, ?)";
    private static final String SELECT_SEGMENT =
            "SELECT id, last, created, body FROM segment WHERE id > ? AND id < ? ORDER BY id LIMIT 1";

    private final Connection writer;
    private final Connection reader;
    private final String spoolId;
    private PreparedStatement insertSegment; // the writer thread
    private PreparedStatement saveNext; // the writer thread
    private PreparedStatement insertSeen; // the writer thread
    private PreparedStatement selectSegment; // the uplink thread
    private boolean readFailed; // the uplink thread; the driver ends a statement that failed

    private SpoolStore(Connection writer, Connection reader) throws SQLException {
        this.writer = writer;
        this.reader = reader;
        for (String table : SCHEMA) {
            execute(table);
        }
        this.spoolId = drawOrReadId();
        writer.setAutoCommit(false);
        this.insertSegment = writer.prepareStatement(INSERT_SEGMENT);
        this.saveNext = writer.prepareStatement(SAVE_NEXT);
        this.insertSeen = writer.prepareStatement(INSERT_SEEN);
        this.selectSegment = reader.prepareStatement(SELECT_SEGMENT);
    }

    static SpoolStore open(Path file) throws SQLException {
        Connection writer = connect(file);
        try {
            Connection reader = connect(file);
            try {
                return new SpoolStore(writer, reader);
            } catch (SQLException e) {
                reader.close();
                throw e;
            }
        } catch (SQLException e) {
            writer.close();
            throw e;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL"); // a commit that is answered survives a loss of power
            statement.execute("PRAGMA busy_timeout = 5000");
        }
        return connection;
    }

    private String drawOrReadId() throws SQLException {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        try (PreparedStatement insert =
                writer.prepareStatement("INSERT OR IGNORE INTO meta (name, value) VALUES ('spool_id', ?)")) {
            insert.setString(1, HexFormat.of().formatHex(random));
            insert.execute();
        }
        try (Statement select = writer.createStatement();
                ResultSet row = select.executeQuery("SELECT value FROM meta WHERE name = 'spool_id'")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Drawn when the folder was made: a new folder under the same gateway name numbers something else. */
    String spoolId() {
        return spoolId;
    }

    // Writer side: everything up to commit() is one transaction.

    void insert(Segment segment) throws SQLException {
        insertSegment.setLong(1, id(segment.lane(), segment.first()));
        insertSegment.setLong(2, segment.last());
        insertSegment.setLong(3, segment.createdMillis());
        insertSegment.setBytes(4, segment.body());
        insertSegment.executeUpdate();
        saveNext.setInt(1, number(segment.lane()));
        saveNext.setLong(2, segment.last() + 1);
        saveNext.executeUpdate();
    }

    void insertSeen(long atMillis, int messages, byte[] body) throws SQLException {
        insertSeen.setLong(1, atMillis);
        insertSeen.setInt(2, messages);
        insertSeen.setBytes(3, body);
        insertSeen.executeUpdate();
    }

    /** Takes the oldest group of seen messages off, and says how many it held; 0 if the oldest may stay. */
    int trimSeen(long notBeforeMillis, boolean tooMany) throws SQLException {
        long id;
        int messages;
        try (Statement select = writer.createStatement();
                ResultSet row = select.executeQuery("SELECT id, at, messages FROM seen ORDER BY id LIMIT 1")) {
            if (!row.next() || (!tooMany && row.getLong(2) >= notBeforeMillis)) {
                return 0;
            }
            id = row.getLong(1);
            messages = row.getInt(3);
        }
        update("DELETE FROM seen WHERE id = ?", id);
        return messages;
    }

    void saveEpoch(DeviceId device, int epoch) throws SQLException {
        update("INSERT OR REPLACE INTO epoch (device, epoch) VALUES (?, ?)", device.value(), epoch);
    }

    void insertGap(DeviceId device, long boot, long beforeSeq, long missing, long atMillis) throws SQLException {
        update(
                "INSERT INTO gap (device, boot, before_seq, missing, at) VALUES (?, ?, ?, ?, ?)",
                device.value(),
                boot,
                beforeSeq,
                missing,
                atMillis);
    }

    void trimGaps(long notBeforeMillis) throws SQLException {
        update("DELETE FROM gap WHERE at < ?", notBeforeMillis);
    }

    void deleteUpTo(Lane lane, long last) throws SQLException {
        update("DELETE FROM segment WHERE id >= ? AND id <= ?", id(lane, 0), id(lane, last));
        update("DELETE FROM boundary WHERE lane = ? AND last <= ?", number(lane), last);
    }

    void saveBoundary(Lane lane, Boundary boundary) throws SQLException {
        update(
                "INSERT OR REPLACE INTO boundary (lane, first, last, created, backfill) VALUES (?, ?, ?, ?, ?)",
                number(lane),
                boundary.first(),
                boundary.last(),
                boundary.createdMillis(),
                boundary.backfill() ? 1 : 0);
    }

    void bury(Lane lane, long first, long last, long atMillis, String reason) throws SQLException {
        update(
                "INSERT INTO dead_letter (lane, first, last, at, reason, body)"
                        + " SELECT ?, id - ?, last, ?, ?, body FROM segment WHERE id >= ? AND id <= ?",
                number(lane),
                id(lane, 0),
                atMillis,
                reason,
                id(lane, first),
                id(lane, last));
        deleteUpTo(lane, last);
    }

    private static void closeAll(PreparedStatement... statements) throws SQLException {
        for (PreparedStatement statement : statements) {
            statement.close();
        }
    }

    void commit() throws SQLException {
        writer.commit();
    }

    /** Whether anything can be written at all: cheap to ask while the disk is full. */
    void probe(long nowMillis) throws SQLException {
        update("INSERT OR REPLACE INTO meta (name, value) VALUES ('probed', ?)", Long.toString(nowMillis));
        writer.commit();
        closeAll(insertSegment, saveNext, insertSeen);
        insertSegment = writer.prepareStatement(INSERT_SEGMENT);
        saveNext = writer.prepareStatement(SAVE_NEXT);
        insertSeen = writer.prepareStatement(INSERT_SEEN);
    }

    /** Undoes the transaction; the driver ends a statement that failed, so all are made anew at the next probe. */
    void rollback() throws SQLException {
        writer.rollback();
    }

    // What a start, or a failed commit, reads back; on the writer's connection.

    /** The number the next item of the lane gets; the first one is 1. */
    long nextNumber(Lane lane) throws SQLException {
        try (Statement select = writer.createStatement();
                ResultSet row = select.executeQuery("SELECT next FROM lane WHERE lane = " + number(lane))) {
            return row.next() ? row.getLong(1) : 1;
        }
    }

    /** The lane is sent up to here: the number before the first stored segment, or before the next to come. */
    long forgotten(Lane lane) throws SQLException {
        try (Statement select = writer.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT min(id) FROM segment WHERE id >= " + id(lane, 0) + " AND id < " + id(lane, 0, 1))) {
            row.next();
            long id = row.getLong(1);
            return (row.wasNull() ? nextNumber(lane) : id - id(lane, 0)) - 1;
        }
    }

    @Nullable
    Boundary boundary(Lane lane) throws SQLException {
        try (Statement select = writer.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT first, last, created, backfill FROM boundary WHERE lane = " + number(lane))) {
            return row.next() ? new Boundary(row.getLong(1), row.getLong(2), row.getLong(3), row.getInt(4) != 0) : null;
        }
    }

    /** Reads what is remembered of messages back, oldest first; answers how many there are. */
    int restore(DedupWindow window, long notBeforeMillis) throws SQLException, IOException {
        int messages = 0;
        try (Statement select = writer.createStatement()) {
            try (ResultSet row = select.executeQuery("SELECT device, epoch FROM epoch")) {
                while (row.next()) {
                    window.restoreEpoch(new DeviceId(row.getString(1)), row.getInt(2));
                }
            }
            try (ResultSet row = select.executeQuery("SELECT at, messages, body FROM seen ORDER BY id")) {
                while (row.next()) {
                    messages += row.getInt(2);
                    if (row.getLong(1) >= notBeforeMillis) {
                        SeenCodec.read(row.getBytes(3), row.getLong(1), window::remember);
                    }
                }
            }
        }
        return messages;
    }

    int deadLetters() throws SQLException {
        try (Statement select = writer.createStatement();
                ResultSet row = select.executeQuery("SELECT count(*) FROM dead_letter")) {
            row.next();
            return row.getInt(1);
        }
    }

    // Reader side.

    /** The first segment of the lane behind that number, or null. */
    @Nullable
    Segment segmentAfter(Lane lane, long number) throws SQLException, IOException {
        if (readFailed) {
            selectSegment.close();
            selectSegment = reader.prepareStatement(SELECT_SEGMENT);
        }
        readFailed = true; // until it has not
        selectSegment.setLong(1, id(lane, number));
        selectSegment.setLong(2, id(lane, 0, 1));
        try (ResultSet row = selectSegment.executeQuery()) {
            Segment segment = row.next()
                    ? Segment.read(lane, row.getLong(1) - id(lane, 0), row.getLong(2), row.getLong(3), row.getBytes(4))
                    : null;
            readFailed = false;
            return segment;
        }
    }

    /** A lane in the file; part of the stored format. */
    private static int number(Lane lane) {
        return switch (lane) {
            case LIFE_SAFETY -> 0;
            case URGENT -> 1;
            case ROUTINE -> 2;
        };
    }

    private static long id(Lane lane, long number) {
        return id(lane, number, 0);
    }

    private static long id(Lane lane, long number, int lanesOn) {
        return ((long) (number(lane) + lanesOn) << LANE_SHIFT) + number;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = writer.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        try (writer;
                reader) {
            if (!writer.getAutoCommit()) {
                writer.rollback();
            }
        }
    }

    /** A batch that was or will be sent: what it spans, when it was put together, whether it waited too long. */
    record Boundary(long first, long last, long createdMillis, boolean backfill) {}
}
