package io.geshao.devicesim.wire;

/** Where orders for devices go. Called on the client library's thread: must not block. */
@FunctionalInterface
public interface Orders {
    /**
     * A device was told something.
     *
     * @param device its id
     * @param order the JSON it was told
     * @param answer takes the receipt, any thread, at most once
     */
    void ordered(String device, byte[] order, Answer answer);

    /** The way back for a receipt. */
    @FunctionalInterface
    interface Answer {
        void receipt(byte[] json);
    }
}
