package io.geshao.alerting;

/** Something that wants to be called when its time has come. Owner: the partition thread. */
abstract class Due {
    /** When {@link Timers} will call it, or {@link Long#MAX_VALUE} if it is not armed. Only {@link Timers} writes it. */
    long armedMillis = Long.MAX_VALUE;

    /** @param nowMillis the time it asked for, or later */
    abstract void onDue(long nowMillis);
}
