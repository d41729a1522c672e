package io.geshao.ingest.store;

import io.geshao.core.port.TelemetryQuery.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes a series of any length, one point after the other, and keeps a bounded number of cells: each the least and the
 * greatest point of the same number of neighbours. When the cells are used up, neighbours are merged two by two. While
 * nothing has been merged, every point is there. What is left is what LTTB chooses from: J. Van Der Donckt et al.,
 * "MinMaxLTTB", IEEE VIS 2023, shows that a few extremes per final point change the picture by nothing the eye sees.
 * One thread.
 */
final class ExtremesFold {
    private final int cells;
    private final long[] leastAt;
    private final double[] least;
    private final long[] greatestAt;
    private final double[] greatest;
    private int used;
    /** Points per cell, a power of two. */
    private long perCell = 1;

    private long inLast;
    private Point first = new Point(0, 0);
    private Point last = first;

    /** @param cells an even number of at least 2 */
    ExtremesFold(int cells) {
        if (cells < 2 || cells % 2 != 0) {
            throw new IllegalArgumentException(cells + " cells");
        }
        this.cells = cells;
        this.leastAt = new long[cells];
        this.least = new double[cells];
        this.greatestAt = new long[cells];
        this.greatest = new double[cells];
    }

    /** @param atMillis not before the point added last */
    void add(long atMillis, double value) {
        last = new Point(atMillis, value);
        if (used == 0) {
            first = last;
        }
        if (used == cells && inLast == perCell) {
            merge(); // the last cell is full again: both halves of it were
        }
        if (used == 0 || inLast == perCell) {
            leastAt[used] = atMillis;
            greatestAt[used] = atMillis;
            least[used] = value;
            greatest[used] = value;
            used++;
            inLast = 1;
            return;
        }
        inLast++;
        int cell = used - 1;
        if (value < least[cell]) {
            least[cell] = value;
            leastAt[cell] = atMillis;
        }
        if (value > greatest[cell]) {
            greatest[cell] = value;
            greatestAt[cell] = atMillis;
        }
    }

    private void merge() {
        for (int cell = 0; cell < cells / 2; cell++) {
            int left = 2 * cell;
            int right = left + 1;
            int low = least[right] < least[left] ? right : left;
            int high = greatest[right] > greatest[left] ? right : left;
            leastAt[cell] = leastAt[low];
            least[cell] = least[low];
            greatestAt[cell] = greatestAt[high];
            greatest[cell] = greatest[high];
        }
        used = cells / 2;
        inLast = 2 * perCell;
        perCell *= 2;
    }

    /** Ascending in time; the first and the last point of the series are among them. */
    List<Point> points() {
        List<Point> points = new ArrayList<>(2 * used + 2);
        if (used == 0) {
            return points;
        }
        if (perCell == 1) {
            for (int cell = 0; cell < used; cell++) {
                points.add(new Point(leastAt[cell], least[cell]));
            }
            return points;
        }
        points.add(first);
        for (int cell = 0; cell < used; cell++) {
            Point low = new Point(leastAt[cell], least[cell]);
            Point high = new Point(greatestAt[cell], greatest[cell]);
            boolean rising = low.eventMillis() <= high.eventMillis();
            for (Point point : Arrays.asList(rising ? low : high, rising ? high : low)) {
                if (!point.equals(points.get(points.size() - 1))) {
                    points.add(point);
                }
            }
        }
        if (!last.equals(points.get(points.size() - 1))) {
            points.add(last);
        }
        return points;
    }
}
