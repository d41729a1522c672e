package io.geshao.ingest.store;

import io.geshao.core.port.TelemetryQuery.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a series in few of its points: largest triangle, three buckets. The first and the last point stay; between
 * them the points are cut into buckets of equal count, and of each bucket the point stays that makes the largest triangle
 * with the one chosen before and the average of the next bucket. Source: S. Steinarsson, "Downsampling Time Series for
 * Visual Representation", University of Iceland 2013, section 4.2.
 */
final class Lttb {
    private Lttb() {}

    /**
     * @param points ascending in time
     * @param wanted at least 3; a series that is not longer is returned as it is
     */
    static List<Point> reduce(List<Point> points, int wanted) {
        if (wanted < 3) {
            throw new IllegalArgumentException(wanted + " points");
        }
        int size = points.size();
        if (size <= wanted) {
            return points;
        }
        List<Point> kept = new ArrayList<>(wanted);
        Point chosen = points.get(0);
        kept.add(chosen);
        double width = (double) (size - 2) / (wanted - 2);
        for (int bucket = 0; bucket < wanted - 2; bucket++) {
            int begin = 1 + (int) (bucket * width);
            int end = 1 + (int) ((bucket + 1) * width);
            chosen = largest(points, begin, end, chosen, Math.min(size, 1 + (int) ((bucket + 2) * width)));
            kept.add(chosen);
        }
        kept.add(points.get(size - 1));
        return kept;
    }

    /** The point of [begin, end) that spans the largest triangle with the one before and the mean of [end, nextEnd). */
    private static Point largest(List<Point> points, int begin, int end, Point before, int nextEnd) {
        // Times are taken relative to the point before: the product of two epoch times would eat the value's digits.
        double meanTime = 0;
        double meanValue = 0;
        int last = Math.max(end + 1, nextEnd);
        for (int i = end; i < last; i++) {
            meanTime += points.get(i).eventMillis() - before.eventMillis();
            meanValue += points.get(i).value();
        }
        meanTime /= last - end;
        meanValue /= last - end;
        Point best = points.get(begin);
        double bestArea = -1;
        for (int i = begin; i < end; i++) {
            Point point = points.get(i);
            double area = Math.abs(meanTime * (point.value() - before.value())
                    - (point.eventMillis() - before.eventMillis()) * (meanValue - before.value()));
            if (area > bestArea) {
                best = point;
                bestArea = area;
            }
        }
        return best;
    }
}
