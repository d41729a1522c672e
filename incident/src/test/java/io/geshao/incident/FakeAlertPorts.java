package io.geshao.incident;

import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.PortProvider;

/** Stands where the alerting module lies on the class path of a real process. */
public final class FakeAlertPorts implements PortProvider {
    static final InMemoryAlerts ALERTS = new InMemoryAlerts();

    @Override
    public boolean offers(Class<?> port) {
        return port == AlertLog.class || port == AlertDesk.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        return port.cast(ALERTS);
    }
}
