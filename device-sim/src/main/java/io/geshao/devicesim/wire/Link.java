package io.geshao.devicesim.wire;

/** A way from some devices to the platform. Any thread. */
public interface Link {
    /** Starts connecting and keeps connecting until closed. */
    void open();

    /** Takes a message to deliver; false if the device's memory is full and the message is lost before any promise. */
    boolean send(Message message);

    /** Cuts the line without a goodbye, for good: nothing more leaves through it. */
    void die();

    /** Messages taken and not answered yet. */
    int owed();

    /** Says goodbye and lets go of everything. */
    void close();
}
