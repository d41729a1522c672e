package io.geshao.ingest.downlink;

import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A desk whose orders are heard of at once in this process. */
final class WakingDesk implements CommandDesk {
    private final CommandDesk desk;
    private final Runnable wake;

    WakingDesk(CommandDesk desk, Runnable wake) {
        this.desk = desk;
        this.wake = wake;
    }

    @Override
    public Command order(Order order) {
        Command command = desk.order(order);
        wake.run();
        return command;
    }

    @Override
    public Optional<Command> find(String id) {
        return desk.find(id);
    }

    @Override
    public List<Command> of(DeviceId device, @Nullable Long beforeNumber, int limit) {
        return desk.of(device, beforeNumber, limit);
    }
}
