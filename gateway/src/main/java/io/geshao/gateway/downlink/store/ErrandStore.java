package io.geshao.gateway.downlink.store;

import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.core.port.CommandDesk.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * One small SQLite file beside the spool. Changes are durable at {@link #commit}; what was changed since then is undone by
 * {@link #rollback}. One thread.
 */
public final class ErrandStore implements AutoCloseable {
    private final ErrandTables tables;

    private ErrandStore(ErrandTables tables) {
        this.tables = tables;
    }

    /** A word for the centre under the number it is kept by. */
    public record Kept(long number, Report report) {}

    /** @throws io.geshao.core.config.Launcher.StartException if the file cannot be used */
    public static ErrandStore open(Path folder) {
        return new ErrandStore(ErrandTables.open(folder));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run() throws SQLException;
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws SQLException;
    }

    private static <T> T read(Reading<T> reading) throws IOException {
        try {
            return reading.run();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void write(Writing writing) throws IOException {
        try {
            writing.run();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Position up to which the centre's news are kept here. */
    public long position() throws IOException {
        return read(tables::position);
    }

    public void moveTo(long position) throws IOException {
        write(() -> tables.moveTo(position));
    }

    /** All that wait, oldest first. */
    public List<Errand> errands() throws IOException {
        return read(tables::errands);
    }

    public void keep(Errand errand) throws IOException {
        write(() -> tables.keep(errand));
    }

    public void drop(String id) throws IOException {
        write(() -> tables.drop(id));
    }

    /** Notes a word for the centre. */
    public void say(Report report) throws IOException {
        write(() -> tables.say(report));
    }

    /** The oldest words that the centre has not confirmed. */
    public List<Kept> words(int limit) throws IOException {
        return read(() -> tables.words(limit));
    }

    public long countWords() throws IOException {
        return read(tables::countWords);
    }

    /** Forgets the words up to a number: the centre has them. */
    public void forgetWords(long number) throws IOException {
        write(() -> tables.forgetWords(number));
    }

    public void commit() throws IOException {
        write(tables::commit);
    }

    public void rollback() throws IOException {
        write(tables::rollback);
    }

    @Override
    public void close() throws IOException {
        write(tables::close);
    }
}
