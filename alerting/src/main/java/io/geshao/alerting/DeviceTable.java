package io.geshao.alerting;

import io.geshao.core.DeviceId;
import io.geshao.core.Reading;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a community. Owner: the partition thread.
 *
 * <p>Looking up the device of each reading is waiting for memory, mostly: an id, its text, an entry, the device, all of
 * them somewhere else. So a whole batch is looked up at once, in a loop that does nothing else: the processor then waits
 * for many of them at the same time. Entries stand in two plain arrays (open addressing, at most half full).
 */
final class DeviceTable {
    private final Map<DeviceId, DeviceMemory> all = new LinkedHashMap<>();
    private int[] hashes = new int[16];
    private @Nullable DeviceMemory[] entries = new DeviceMemory[16];
    private @Nullable DeviceMemory[] found = new DeviceMemory[0]; // of the batch at hand
    private @Nullable Cell[] cells = new Cell[0]; // likewise
    private long fetched; // means nothing: what is never kept need not be read

    void put(DeviceMemory device) {
        if (all.put(device.device.id(), device) != null) {
            throw new IllegalStateException(device.device.id() + " is there twice");
        }
        if (all.size() * 2 > entries.length) {
            hashes = new int[entries.length * 2];
            entries = new DeviceMemory[entries.length * 2];
            all.values().forEach(this::enter);
        } else {
            enter(device);
        }
    }

    private void enter(DeviceMemory device) {
        int hash = device.device.id().hashCode();
        int at = place(hash);
        while (entries[at] != null) {
            at = at + 1 & entries.length - 1;
        }
        hashes[at] = hash;
        entries[at] = device;
    }

    private int place(int hash) {
        return (hash ^ hash >>> 16) & entries.length - 1;
    }

    @Nullable
    DeviceMemory get(DeviceId id) {
        int hash = id.hashCode();
        int at = place(hash);
        DeviceMemory entry = entries[at];
        while (entry != null) {
            if (hashes[at] == hash && entry.id.equals(id)) {
                return entry;
            }
            at = at + 1 & entries.length - 1;
            entry = entries[at];
        }
        return null;
    }

    /** Looks up the devices of these readings, and the cells they are for: {@link #found} and {@link #cell} until the next. */
    @SuppressWarnings("ReferenceEquality") // the same id again, or one that is looked up
    void find(List<Reading> readings) {
        int size = readings.size();
        if (found.length < size) {
            found = new DeviceMemory[Math.max(size, found.length * 2)];
            cells = new Cell[found.length];
        }
        DeviceId lastId = null;
        DeviceMemory last = null;
        for (int i = 0; i < size; i++) { // no iterator: this is most of what a quiet reading costs
            Reading reading = readings.get(i);
            if (reading.device() != lastId) { // the readings of a message share their id
                lastId = reading.device();
                last = get(lastId);
            }
            found[i] = last;
        }
        for (int i = 0; i < size; i++) {
            DeviceMemory device = found[i];
            cells[i] = device == null ? null : device.real.find(readings.get(i).metric());
        }
        long ahead = 0;
        for (int i = 0; i < size; i++) {
            Cell cell = cells[i];
            ahead += cell == null ? 0 : cell.fetch();
        }
        fetched = ahead;
    }

    /** The device of a reading of the batch at hand, or null. */
    @Nullable
    DeviceMemory found(int index) {
        return found[index];
    }

    /** The cell of a reading of the batch at hand, unless it is of a drill; null if it is new or not kept. */
    @Nullable
    Cell cell(int index) {
        return cells[index];
    }

    Collection<DeviceMemory> values() {
        return all.values();
    }

    /** By id, in the order of the registry. */
    Map<DeviceId, DeviceMemory> byId() {
        return all;
    }
}
