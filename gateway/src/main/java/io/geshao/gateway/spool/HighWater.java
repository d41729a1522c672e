package io.geshao.gateway.spool;

import io.geshao.core.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far each lane had come, in a small file beside the spool's: if the spool's file comes back shorter than it was, as
 * a damaged write-ahead log does without a word, this tells what is missing. Two slots, written in turn after each
 * commit; a slot that is cut by a crash loses to the other. Writing costs no flush. Owner: the spool's writer thread.
 */
final class HighWater implements AutoCloseable {
    private static final int SLOT_BYTES = 256;
    private static final int SUMMED_BYTES = 16 + 3 * 6 * 8;

    private final FileChannel channel;
    private final MappedByteBuffer file;
    private final byte[] spool;
    private long turn;

    /** One lane: as in {@link LaneBook}. */
    record Mark(long next, long through, long readings, long rejections, long hourFirst, long newestMillis) {}

    /** What the file says. */
    record Marks(String spool, Map<Lane, Mark> lanes) {}

    private HighWater(FileChannel channel, MappedByteBuffer file, String spoolId, long turn) {
        this.channel = channel;
        this.file = file;
        this.spool = HexFormat.of().parseHex(spoolId);
        this.turn = turn;
    }

    /** What was written last, or null if there is nothing that can be believed. */
    static @Nullable Marks read(Path path) throws IOException {
        if (!path.toFile().exists()) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer all = ByteBuffer.allocate(2 * SLOT_BYTES);
            while (all.hasRemaining() && channel.read(all) >= 0) {
                continue;
            }
            ByteBuffer newest = newest(all);
            return newest == null ? null : marks(newest);
        }
    }

    private static @Nullable ByteBuffer newest(ByteBuffer all) {
        ByteBuffer newest = null;
        for (int slot = 0; slot < 2; slot++) {
            ByteBuffer candidate = all.slice(slot * SLOT_BYTES, SLOT_BYTES);
            boolean whole = candidate.getLong(SUMMED_BYTES) == sum(candidate) && candidate.getLong(0) > 0;
            if (whole && (newest == null || candidate.getLong(0) > newest.getLong(0))) {
                newest = candidate;
            }
        }
        return newest;
    }

    private static long sum(ByteBuffer slot) {
        CRC32C sum = new CRC32C();
        sum.update(slot.slice(0, SUMMED_BYTES));
        return sum.getValue();
    }

    private static Marks marks(ByteBuffer slot) {
        byte[] spool = new byte[8];
        slot.get(8, spool);
        slot.position(16);
        Map<Lane, Mark> lanes = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            lanes.put(
                    lane,
                    new Mark(
                            slot.getLong(),
                            slot.getLong(),
                            slot.getLong(),
                            slot.getLong(),
                            slot.getLong(),
                            slot.getLong()));
        }
        return new Marks(HexFormat.of().formatHex(spool), lanes);
    }

    static HighWater open(Path path, String spoolId) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            MappedByteBuffer file = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * SLOT_BYTES);
            ByteBuffer newest = newest(file);
            return new HighWater(channel, file, spoolId, newest == null ? 0 : newest.getLong(0));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** What is committed; before anybody is answered. */
    void write(Books books) {
        turn++;
        ByteBuffer slot = file.slice((int) (turn & 1) * SLOT_BYTES, SLOT_BYTES);
        slot.putLong(turn).put(spool);
        for (Lane lane : Lane.values()) {
            LaneBook book = books.of(lane);
            slot.putLong(book.next())
                    .putLong(book.through())
                    .putLong(book.readings())
                    .putLong(book.rejections());
            slot.putLong(book.hourFirst()).putLong(book.newestMillis());
        }
        slot.putLong(sum(slot));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
