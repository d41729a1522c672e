package io.geshao.alerting.rule;

import io.geshao.core.Flag;
import io.geshao.core.Metric;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A number or a truth that a condition asks of a device.
 *
 * @param metric whose readings it is about; {@link #EVERY_READING} where all of the device's readings count
 * @param windowMillis how far it looks back, else 0
 * @param detail what else its kind needs
 * @param place its number among the operands of its rule, from 0; −1 before it belongs to one
 */
public record Operand(Kind kind, Metric metric, long windowMillis, Detail detail, int place) {
    /** Stands for whatever a device sends; its value is the set of flags of the reading. No condition can name it. */
    public static final Metric EVERY_READING = Metric.of("x_every_reading");

    /** What is asked about the metric. */
    public enum Kind {
        /** Its last value. */
        LAST,
        /** The value before the last one. */
        PREVIOUS,
        /** By how much the last value lies under the highest one in the window. */
        DROP,
        /** By how much the last value lies over the lowest one in the window. */
        RISE,
        /** The highest value in the window at the moment the device met the raise condition. */
        BEFORE,
        /** The mean of the values in the window. */
        AVG,
        /** The lowest value in the window. */
        MIN,
        /** The highest value in the window. */
        MAX,
        /** How many readings the window holds. */
        COUNT,
        /** The last value less the first one in the window. */
        DELTA,
        /** {@link #DELTA} by the time between the two, in the unit of time of {@link Detail#other}. */
        RATE,
        /** Where the straight line through the window's values will be {@link Detail#other} milliseconds from now. */
        FORECAST,
        /** Whether the value has changed in the window. UNKNOWN until the device has been watched for that long. */
        CHANGED,
        /** Whether the value has fallen by {@link Detail#amount} from one reading to the next, in the window. */
        FELL,
        /** How far the last value lies from the mean of this hour of the last days, in standard deviations. */
        HOUR_SIGMA,
        /** Whether the last reading carries the flag of {@link Detail#other}. */
        FLAG,
        /** How many readings in the window carry the flag of {@link Detail#other}. */
        FLAGGED,
        /** The lowest value of the night that is judged. */
        DAILY,
        /** The lowest such value of the last nights that were not found wrong. */
        BASELINE,
        /** The mean of the day that ended with the night that is judged. */
        DAY_MEAN
    }

    /**
     * What a kind needs beside its window.
     *
     * @param intervals the window is at least so many expected intervals of the device
     * @param amount how far a value must fall; for {@link Kind#HOUR_SIGMA} how many days are compared
     * @param other a duration in milliseconds, or the bits of a flag
     * @param nights what {@link Kind#DAILY} and its like compare, else null
     * @param zone on whose clock {@link Kind#HOUR_SIGMA} counts hours, else null
     */
    public record Detail(
            int intervals,
            double amount,
            long other,
            @Nullable Nights nights,
            @Nullable ZoneId zone) {
        static final Detail NONE = new Detail(0, 0, 0, null, null);

        static Detail intervals(long atLeast) {
            return new Detail(Math.toIntExact(atLeast), 0, 0, null, null);
        }

        static Detail amount(double amount) {
            return new Detail(0, amount, 0, null, null);
        }

        static Detail other(long other) {
            return new Detail(0, 0, other, null, null);
        }

        static Detail days(long days, ZoneId zone) {
            return new Detail(0, days, 0, null, zone);
        }

        static Detail nights(Nights nights) {
            return new Detail(0, 0, 0, nights, null);
        }
    }

    /**
     * One value a day, and those of the days before: the night flow of a district. Source: minimum-night-flow method of
     * KIOS-Research/LeakDB.
     *
     * @param from where the window of the day begins, and
     * @param to where it ends, on the clock of {@code zone}
     * @param judged when the day is judged
     * @param days how many days before it are compared
     */
    public record Nights(Metric metric, LocalTime from, LocalTime to, LocalTime judged, int days, ZoneId zone) {}

    /** What needs nothing but a metric and a window. */
    public Operand(Kind kind, Metric metric, long windowMillis) {
        this(kind, metric, windowMillis, Detail.NONE, -1);
    }

    /** Whether it is true or false, stored as 1 and 0. */
    public boolean isBoolean() {
        return switch (kind) {
            case LAST, PREVIOUS -> metric.isBoolean();
            case CHANGED, FELL, FLAG -> true;
            default -> false;
        };
    }

    /** Whether it is answered by the values of its window alone. */
    public boolean isOfWindow() {
        return switch (kind) {
            case DROP, RISE, AVG, MIN, MAX, COUNT, DELTA, RATE -> true;
            default -> false;
        };
    }

    /** The same for a device that reports that often. */
    Operand forInterval(long intervalMillis) {
        long least = detail.intervals() * intervalMillis;
        return least <= windowMillis ? this : new Operand(kind, metric, least, detail, place);
    }

    Operand at(int itsPlace) {
        return new Operand(kind, metric, windowMillis, detail, itsPlace);
    }

    /** As a condition writes it, such as {@code drop("pressure", "5m")}. */
    public String text() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        String window = windowMillis == 0 ? "" : ", \"" + Span.text(windowMillis) + "\"";
        return switch (kind) {
            case LAST -> metric.name();
            case DAILY, BASELINE, DAY_MEAN -> word;
            case FLAG -> word + "(\"" + flag() + "\")";
            case FLAGGED -> word + "(\"" + flag() + "\"" + window + ")";
            case FELL -> word + "(\"" + metric + "\", " + detail.amount() + window + ")";
            case HOUR_SIGMA -> word + "(\"" + metric + "\", " + (int) detail.amount() + ")";
            case RATE, FORECAST -> word + "(\"" + metric + "\"" + window + ", \"" + Span.text(detail.other()) + "\")";
            default -> word + "(\"" + metric + "\"" + window + ")";
        };
    }

    private String flag() {
        return String.join(" ", Flag.names(Math.toIntExact(detail.other())));
    }

    /** UCUM symbol of its value; empty for truths and where the metric has none, null where any will do. */
    @Nullable
    String unit() {
        return switch (kind) {
            case COUNT, HOUR_SIGMA, FLAGGED -> "1";
            case RATE -> metric.unit() + "/t";
            case CHANGED, FELL, FLAG -> "";
            default -> metric.isVendor() ? null : metric.unit();
        };
    }
}
