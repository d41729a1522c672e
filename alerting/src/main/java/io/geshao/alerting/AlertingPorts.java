package io.geshao.alerting;

import io.geshao.alerting.store.PostgresAlertDesk;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.PortProvider;

/** Alerting's stores for processes that run another module. */
public final class AlertingPorts implements PortProvider {
    @Override
    public boolean offers(Class<?> port) {
        return port == AlertLog.class || port == AlertDesk.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        // The process that runs alerting looks for commands by itself: nobody to wake here.
        return port.cast(new PostgresAlertDesk(surroundings.database(), surroundings.ticker(), () -> {}));
    }
}
