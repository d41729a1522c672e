package io.geshao.core;

import java.util.List;

/**
 * What one gateway hands to the centre at once: the unit of acknowledgement and of replay. A batch that is delivered
 * again carries the same numbers and the same content, and changes nothing.
 *
 * @param gateway the Geshao gateway process that spooled it
 * @param first number of the first spool entry in it, counted per gateway and lane
 * @param last number of the last one, inclusive
 * @param createdMillis when the gateway put it together
 */
public record Batch(
        String gateway,
        Lane lane,
        long first,
        long last,
        long createdMillis,
        List<Reading> readings,
        List<Rejection> rejections) {
    public Batch {
        if (first > last) {
            throw new IllegalArgumentException("batch " + gateway + "/" + lane + " " + first + ".." + last);
        }
        readings = List.copyOf(readings);
        rejections = List.copyOf(rejections);
    }
}
