package io.geshao.alerting.store;

import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;

class InMemoryAlertStoreTest extends AlertStoreContract {
    private InMemoryAlertStore store = new InMemoryAlertStore();

    @Override
    AlertStore fresh() {
        store = new InMemoryAlertStore();
        return store;
    }

    @Override
    AlertDesk desk() {
        return store;
    }

    @Override
    AlertLog log() {
        return store;
    }
}
