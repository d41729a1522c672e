package io.geshao.core;

import java.util.List;

/**
 * What one gateway hands to the centre at once: the unit of acknowledgement and of replay. A batch that is delivered
 * again carries the same numbers and the same content, and changes nothing. The numbers of one spool and lane have no
 * holes: what was given up is declared as a {@link Gap}.
 *
 * @param gateway the Geshao gateway process that spooled it
 * @param spool drawn when the gateway's spool was made; a spool that was lost and made anew counts from the start
 * @param first number of the first spool entry in it, counted per gateway, spool and lane
 * @param last number of the last one, inclusive
 * @param createdMillis when the gateway put it together
 * @param gaps entries in first..last that were acknowledged to devices and cannot be delivered
 */
public record Batch(
        String gateway,
        String spool,
        Lane lane,
        long first,
        long last,
        long createdMillis,
        List<Reading> readings,
        List<Rejection> rejections,
        List<Gap> gaps) {
    /** What has waited longer than this, in a spool or for the database, has waited through an outage. */
    public static final long BACKFILL_AFTER_MILLIS = 10_000;

    public Batch {
        if (first > last) {
            throw new IllegalArgumentException("batch " + gateway + "/" + lane + " " + first + ".." + last);
        }
        readings = List.copyOf(readings);
        rejections = List.copyOf(rejections);
        gaps = List.copyOf(gaps);
        for (Gap gap : gaps) {
            if (gap.first() < first || gap.last() > last) {
                throw new IllegalArgumentException(
                        "gap " + gap.first() + ".." + gap.last() + " outside of " + first + ".." + last);
            }
        }
    }

    /** A batch with nothing given up. */
    public Batch(
            String gateway,
            String spool,
            Lane lane,
            long first,
            long last,
            long createdMillis,
            List<Reading> readings,
            List<Rejection> rejections) {
        this(gateway, spool, lane, first, last, createdMillis, readings, rejections, List.of());
    }

    /** The same batch with its readings marked as backfill. Numbers and values stay. */
    public Batch backfilled() {
        if (readings.stream().allMatch(reading -> reading.has(Flag.BACKFILL))) {
            return this;
        }
        List<Reading> marked =
                readings.stream().map(reading -> reading.with(Flag.BACKFILL)).toList();
        return new Batch(gateway, spool, lane, first, last, createdMillis, marked, rejections, gaps);
    }

    /**
     * Entries that a gateway acknowledged and then gave up, so that the loss is known and exact.
     *
     * @param fromMillis when the gateway received the oldest of them
     * @param toMillis when it received the newest, inclusive and in the same hour of the epoch: a longer gap is several
     * @param readings how many readings were in them
     * @param rejections how many rejections were in them
     */
    public record Gap(
            long first, long last, long fromMillis, long toMillis, int readings, int rejections, Cause cause) {
        private static final long HOUR = 3_600_000;

        public Gap {
            if (first > last || fromMillis > toMillis || readings < 0 || rejections < 0) {
                throw new IllegalArgumentException("gap " + first + ".." + last + " " + fromMillis + ".." + toMillis);
            }
            if (Math.floorDiv(fromMillis, HOUR) != Math.floorDiv(toMillis, HOUR)) {
                throw new IllegalArgumentException(
                        "a gap ends in the hour it begins in, or the ledger cannot place it");
            }
        }

        /** Why they were given up. */
        public enum Cause {
            /** The routine lane was full: its oldest went first. */
            QUOTA,
            /** The spool's file was damaged there. */
            DAMAGED,
            /** The centre refused them for good: the gateway keeps them beside its spool, for a person. */
            REFUSED
        }
    }
}
