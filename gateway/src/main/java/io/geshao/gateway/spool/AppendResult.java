package io.geshao.gateway.spool;

/** What became of an append. Only the first two may be acknowledged to the device. */
public enum AppendResult {
    /** Durable. */
    COMMITTED,
    /** The same message is durable already; nothing was stored again, the device is answered as before. */
    DUPLICATE,
    /** The spool has no room at the moment; nothing was stored, the device must send again. */
    BUSY,
    /** The commit failed, for example on a full disk; nothing was stored. */
    FAILED;

    /** Whether the device may be told that its message is safe. */
    public boolean isDurable() {
        return this == COMMITTED || this == DUPLICATE;
    }
}
