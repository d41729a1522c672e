package io.geshao.ingest.store;

import io.geshao.core.port.ConservationLedger;
import io.geshao.core.port.PortProvider;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.port.TelemetryQuery;

/** Opens the readings' log and queries for processes that do not write. Found by {@link java.util.ServiceLoader}. */
public final class StorePorts implements PortProvider {
    @Override
    public boolean offers(Class<?> port) {
        return port == ReadingLog.class || port == TelemetryQuery.class || port == ConservationLedger.class;
    }

    @Override
    public <T> T open(Class<T> port, Surroundings surroundings) {
        Reader reader = new Reader(surroundings.database());
        Names names = new Names();
        if (port == ReadingLog.class) {
            return port.cast(new PgReadingLog(reader, names, new RemoteHorizon()));
        }
        if (port == TelemetryQuery.class) {
            return port.cast(new PgTelemetryQuery(reader, names));
        }
        if (port == ConservationLedger.class) {
            return port.cast(new PgConservationLedger(reader, surroundings.ticker()));
        }
        throw new IllegalArgumentException("not offered: " + port);
    }
}
