package io.geshao.devicesim.scenario;

import io.geshao.devicesim.score.Truth.Decisive;
import io.geshao.devicesim.wire.Message;
import java.util.List;

/** What a scenario can do to the community. Every call on the agenda's thread. */
public interface Stage {
    /** All devices, in the order of the registry. */
    List<VirtualDevice> devices();

    long nowMillis();

    void after(long millis, Runnable step);

    /**
     * The device reports now; its next regular report follows one interval later.
     *
     * @param decided what this message decides: stamped when it first goes on the line
     */
    Message report(VirtualDevice device, Decisive... decided);

    /** Sends any message through any connection. */
    void send(String connection, Message message, Decisive... decided);

    /** The connection breaks without a goodbye and never comes back. */
    void kill(String connection);
}
