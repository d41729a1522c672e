package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a spool's file before it is used. If it is damaged, everything that can be read goes into a new file, what
 * cannot is declared as gaps, and the damaged one is put aside in a folder of its own. A crash in between leaves either
 * the old file or the whole new one.
 */
final class SpoolRepair {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolRepair.class);
    private static final String FILE = "spool.db";
    private static final String MARK = "spool.mark";
    private static final String REPAIRED = "spool.repaired";
    private static final String PATCHED = "spool.patched";
    private static final String[] SIDES = {"", "-wal", "-shm"};
    private static final int PAGE_COUNT_AT = 28;
    private static final int CHANGE_COUNTER_AT = 24;
    private static final int VALID_FOR_AT = 92;

    private SpoolRepair() {}

    /** Repairs the file if it needs to be; how many items are lost and declared. */
    static long repair(Path folder, long nowMillis) throws IOException, SQLException {
        Path file = folder.resolve(FILE);
        Path repaired = folder.resolve(REPAIRED);
        if (!Files.exists(file)) {
            if (Files.exists(repaired)) {
                move(repaired, file); // a crash came after the old one was put aside
            } else {
                Files.deleteIfExists(folder.resolve(MARK)); // a new spool
            }
            return 0;
        }
        HighWater.Marks marks = HighWater.read(folder.resolve(MARK));
        String damage = damageOf(file, marks);
        if (damage == null) {
            return 0;
        }
        LOG.error("{} is damaged ({}); what can be read is kept, the rest declared lost", file, damage);
        delete(repaired);
        long lost = salvaged(folder, file, repaired, marks, nowMillis);
        Path aside = Files.createDirectories(folder.resolve("damaged-" + nowMillis));
        for (String side : SIDES) {
            Path part = folder.resolve(FILE + side);
            if (Files.exists(part)) {
                Files.move(part, aside.resolve(FILE + side), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        move(repaired, file);
        LOG.warn("{} items are lost; the damaged file lies in {}", lost, aside);
        return lost;
    }

    private static long salvaged(Path folder, Path file, Path repaired, HighWater.@Nullable Marks marks, long nowMillis)
            throws IOException, SQLException {
        try {
            return Salvage.copy(file, repaired, marks, nowMillis);
        } catch (SQLException e) {
            LOG.warn("not even its tables can be found: {}", e.getMessage());
            delete(repaired);
        }
        Path fresh = folder.resolve("spool.fresh");
        delete(fresh);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + fresh)) {
            SpoolSchema.create(connection);
        }
        try {
            // The first page says where the tables begin, and it is the same in every spool.
            return Salvage.copy(patched(folder, file, fresh), repaired, marks, nowMillis);
        } catch (SQLException e) {
            LOG.warn("nor with the first page of a new file, nothing can be read: {}", e.getMessage());
            delete(repaired);
            return Salvage.copy(fresh, repaired, marks, nowMillis);
        } finally {
            delete(folder.resolve(PATCHED));
            delete(fresh);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path file) throws IOException {
        for (String side : SIDES) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + side));
        }
    }

    /** What is wrong, or null. */
    private static @Nullable String damageOf(Path file, HighWater.@Nullable Marks marks) {
        try (Connection connection = SpoolSchema.connect(file)) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!row.next() || !"ok".equals(row.getString(1))) {
                    return row.getString(1);
                }
            }
            if (SpoolSchema.isOfEarlierVersion(connection)) {
                return null; // which is told when it is opened
            }
            SpoolSchema.create(connection); // an empty file is no damage, but a spool that was being made
            Sql sql = new Sql(connection);
            if (marks != null && !marks.spool().equals(SpoolSchema.spoolId(connection))) {
                return "its id is not " + marks.spool();
            }
            for (Lane lane : Lane.values()) {
                HighWater.Mark mark = marks == null ? null : marks.lanes().get(lane);
                String damage = damageOf(sql, lane, mark);
                if (damage != null) {
                    return damage;
                }
            }
            return null;
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static @Nullable String damageOf(Sql sql, Lane lane, HighWater.@Nullable Mark mark) throws SQLException {
        long[] numbers = {1, 0};
        sql.query(
                row -> {
                    numbers[0] = row.getLong(1);
                    numbers[1] = row.getLong(2);
                },
                "SELECT next, through FROM lane WHERE lane = ?",
                (long) SpoolStore.number(lane));
        String[] damage = {null};
        long[] expected = {numbers[1] + 1};
        sql.query(
                row -> {
                    SegmentHead head = SpoolStore.head(row);
                    boolean hasBody = row.getInt(10) > 0;
                    if (!head.isWhole(row.getLong(9)) || hasBody != (head.state() == SegmentHead.State.WAITING)) {
                        damage[0] = "the head of " + lane + " " + head.first();
                    } else if (head.last() > numbers[1]) {
                        if (head.first() != expected[0]) {
                            damage[0] = lane + " goes on with " + head.first() + " where " + expected[0] + " is due";
                        }
                        expected[0] = head.last() + 1;
                    }
                },
                "SELECT id, last, created, from_ms, to_ms, readings, rejections, state, checks, length(body)"
                        + " FROM segment"
                        + " WHERE id >= ? AND id < ? ORDER BY id",
                SpoolStore.id(lane, 0),
                SpoolStore.id(lane, 0, 1));
        if (damage[0] == null && expected[0] != numbers[0]) {
            return lane + " ends before " + expected[0] + ", the next number is " + numbers[0];
        }
        if (damage[0] == null && mark != null && mark.next() > numbers[0]) {
            return lane + " had come to " + mark.next() + ", the file only to " + numbers[0];
        }
        return damage[0];
    }

    private static Path patched(Path folder, Path file, Path fresh) throws IOException {
        Path patched = folder.resolve(PATCHED);
        delete(patched);
        for (String side : new String[] {"", "-wal"}) {
            Path part = folder.resolve(FILE + side);
            if (Files.exists(part)) {
                Files.copy(part, folder.resolve(PATCHED + side));
            }
        }
        byte[] all = Files.readAllBytes(fresh);
        ByteBuffer page = ByteBuffer.wrap(all, 0, SpoolSchema.PAGE_BYTES);
        page.putInt(PAGE_COUNT_AT, Math.toIntExact(Files.size(file) / SpoolSchema.PAGE_BYTES));
        page.putInt(VALID_FOR_AT, page.getInt(CHANGE_COUNTER_AT));
        try (FileChannel out = FileChannel.open(patched, StandardOpenOption.WRITE)) {
            out.write(page, 0);
        }
        return patched;
    }
}
