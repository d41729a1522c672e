package io.geshao.alerting;

import io.geshao.core.Metric;
import org.jspecify.annotations.Nullable;

/**
 * What one device has said, either really or in a drill: the two never mix. Owner: the partition thread.
 */
final class World {
    final boolean drill;
    /** What stands per rule of the device, by the rule's place in its plan; null where nothing does. */
    final @Nullable Watch[] watches;

    private final Plan plan;
    private final @Nullable Cell[] cells; // by slot of the plan
    private int standing; // watches that are not null
    private int loud; // cells whose last value is outside its quiet band

    World(boolean drill, Plan plan) {
        this.drill = drill;
        this.plan = plan;
        this.cells = new Cell[plan.slots()];
        this.watches = new Watch[plan.rules.size()];
    }

    /** The cell of a metric that some rule reads, or null: what no rule reads is not kept. */
    @Nullable
    Cell cell(Metric metric) {
        Plan.Slot slot = plan.slot(metric);
        return slot == null ? null : cell(slot);
    }

    Cell cell(Plan.Slot slot) {
        Cell cell = cells[slot.number];
        if (cell == null) {
            cell = new Cell(slot);
            cells[slot.number] = cell;
        }
        return cell;
    }

    /** The cell of a metric if it has been heard of, else null. */
    @Nullable
    Cell find(Metric metric) {
        Plan.Slot slot = plan.slot(metric);
        return slot == null ? null : cells[slot.number];
    }

    /** Keeps what another world of the device has heard, as far as the rules of this one ask for it. */
    void take(World other) {
        for (Cell old : other.cells) {
            Plan.Slot slot = old == null ? null : plan.slot(old.metric);
            if (old != null && slot != null) {
                Cell cell = cell(slot);
                cell.take(old);
                weigh(cell);
            }
        }
    }

    /** By slot; null where nothing has been heard. */
    @Nullable
    Cell[] cells() {
        return cells;
    }

    /** After a cell took a value, or its past did: whether it is loud now. */
    void weigh(Cell cell) {
        boolean isLoud = !cell.slot.isQuiet(cell);
        if (isLoud != cell.loud) {
            cell.loud = isLoud;
            loud += isLoud ? 1 : -1;
        }
    }

    /** Whether no rule that may rest can hold, by the last values. */
    boolean isQuiet() {
        return loud == 0;
    }

    /** Whether something is pending or open. */
    boolean isWatched() {
        return standing > 0;
    }

    void link(int place, @Nullable Watch watch) {
        standing += (watch == null ? 0 : 1) - (watches[place] == null ? 0 : 1);
        watches[place] = watch;
    }
}
