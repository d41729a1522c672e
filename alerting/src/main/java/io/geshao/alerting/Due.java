package io.geshao.alerting;

/** Something that wants to be called when its time has come. Owner: the partition thread. */
interface Due {
    /** @param nowMillis the time it asked for, or later */
    void onDue(long nowMillis);
}
