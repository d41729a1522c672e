package io.geshao.standalone;

import io.geshao.core.config.Launcher.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Says that a folder is in use, for as long as the process lives: the system takes the lock back from a killed one. Taken
 * before anything in the folder is touched, so that a second start neither stops the first one's database nor empties its
 * folder.
 */
final class FolderLock implements AutoCloseable {
    static final String FILE = "lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws StartException if another process holds it, or the folder cannot be written */
    static FolderLock take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StartException(
                        "another geshao uses the folder " + folder, new IOException(folder + " is locked"));
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new StartException("the folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // by this very process
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
