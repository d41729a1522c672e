package io.geshao.alerting;

import io.geshao.alerting.store.PostgresAlertControl;
import io.geshao.alerting.store.PostgresAlertDesk;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.PortProvider;

/** Alerting's stores for processes that run another module. */
public final class AlertingPorts implements PortProvider {
    @Override
    public boolean offers(Class<?> port) {
        return port == AlertLog.class || port == AlertDesk.class || port == AlertControl.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        if (port == AlertControl.class) {
            return port.cast(new PostgresAlertControl(
                    surroundings.database(), surroundings.registry(), surroundings.ticker(), () -> {}));
        }
        // The process that runs alerting looks for commands by itself: nobody to wake here.
        return port.cast(new PostgresAlertDesk(surroundings.database(), surroundings.ticker(), () -> {}));
    }
}
