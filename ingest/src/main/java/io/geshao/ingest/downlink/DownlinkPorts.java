package io.geshao.ingest.downlink;

import io.geshao.core.port.CommandDesk;
import io.geshao.core.port.PortProvider;
import io.geshao.ingest.downlink.store.CommandStore;

/** Opens the command desk for processes that do not talk to gateways. Found by {@link java.util.ServiceLoader}. */
public final class DownlinkPorts implements PortProvider {
    @Override
    public boolean offers(Class<?> port) {
        return port == CommandDesk.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        return port.cast(new CommandStore(surroundings.database(), surroundings.ticker()));
    }
}
