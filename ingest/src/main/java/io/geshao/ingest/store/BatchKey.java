package io.geshao.ingest.store;

import io.geshao.core.Batch;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;

/**
 * What makes a batch the same batch when it comes again: its numbers, and a digest of what it holds. The digest leaves
 * out flags, since a gateway may mark a batch as back-fill only when it sends it the second time. Numbers alone would
 * not do: a spool without a name of its own that is lost counts from the start, and its new readings must not pass for
 * old ones.
 */
record BatchKey(String gateway, String spool, String lane, long first, long last, long digest) {

    static BatchKey of(Batch batch) {
        long digest = 1;
        for (Reading reading : batch.readings()) {
            digest = mix(digest, reading.device().value().hashCode());
            digest = mix(digest, reading.metric().name().hashCode());
            digest = mix(digest, reading.eventMillis());
            digest = mix(digest, reading.sequence());
            digest = mix(digest, Double.doubleToLongBits(reading.value()));
        }
        for (Batch.Gap gap : batch.gaps()) {
            digest = mix(digest, gap.first());
            digest = mix(digest, gap.last());
        }
        for (Rejection rejection : batch.rejections()) {
            digest = mix(digest, rejection.reason().name().hashCode());
            digest = mix(digest, rejection.source().hashCode());
            digest = mix(digest, rejection.receivedMillis());
            digest = mix(digest, java.util.Arrays.hashCode(rejection.raw()));
        }
        return new BatchKey(
                Text.storable(batch.gateway()),
                Text.storable(batch.spool()),
                batch.lane().wireName(),
                batch.first(),
                batch.last(),
                digest);
    }

    LaneKey laneKey() {
        return new LaneKey(gateway, spool, lane);
    }

    /** One round of the finaliser of SplitMix64: every bit of the input reaches every bit of the digest. */
    private static long mix(long digest, long value) {
        long z = digest * 0x9E3779B97F4A7C15L + value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
