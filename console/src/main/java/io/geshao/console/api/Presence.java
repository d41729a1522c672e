package io.geshao.console.api;

import io.geshao.core.DeviceId;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.registry.Device;
import io.geshao.core.time.Ticker;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who has been heard when. One question to the store answers for half a second, whoever asks: a hundred walls cost the
 * store what one does. Any thread.
 */
public final class Presence {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final TelemetryQuery telemetry;
    private final Ticker ticker;
    private @Nullable Heard last; // guarded by this

    public Presence(TelemetryQuery telemetry, Ticker ticker) {
        this.telemetry = telemetry;
        this.ticker = ticker;
    }

    /** Whether a device reports. */
    enum Status {
        ONLINE,
        OFFLINE,
        NEVER;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** When each device was heard, as known at one moment. */
    record Heard(Map<DeviceId, Long> byDevice, long nowMillis, long asOfNanos) {
        @Nullable
        Long lastHeardMillis(Device device) {
            return byDevice.get(device.id());
        }

        /** Online if heard within the silence its profile allows. */
        Status status(Device device) {
            Long heardMillis = lastHeardMillis(device);
            if (heardMillis == null) {
                return Status.NEVER;
            }
            long allowedMillis =
                    device.profile().intervalMillis() * device.profile().silentAfterIntervals();
            return nowMillis - heardMillis <= allowedMillis ? Status.ONLINE : Status.OFFLINE;
        }
    }

    synchronized Heard heard() {
        long now = ticker.nanos();
        if (last == null || now - last.asOfNanos >= FRESH_NANOS) {
            last = new Heard(telemetry.lastHeard(), ticker.epochMillis(), now);
        }
        return last;
    }
}
