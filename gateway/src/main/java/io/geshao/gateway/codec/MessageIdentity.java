package io.geshao.gateway.codec;

/**
 * What makes two messages of one device the same message.
 *
 * @param boot the device's restart counter, 0 if it sends none or the format has none
 * @param seq the device's message counter 0…4294967295; without a counter a hash of the body
 * @param bodyHash 64-bit hash of the bytes of this message, as received
 */
public record MessageIdentity(Kind kind, long boot, long seq, long bodyHash) {
    /** How messages of the format are told apart. */
    public enum Kind {
        /** By (boot, seq): same numbers and same body are a duplicate, same numbers and another body a restart. */
        COUNTED,
        /** No counter, absolute times: the same body is a duplicate. */
        BY_CONTENT,
        /**
         * No counter and no time of its own, or one relative to the arrival: the same body is a duplicate only directly
         * behind itself, for 247 s (EXCHANGE_LIFETIME of RFC 7252, 4.8.2). A bay that is taken, left and taken again says
         * the same thing twice and means it.
         */
        BY_CONTENT_IN_A_ROW
    }
}
