package io.geshao.gateway.spool;

import io.geshao.core.Batch;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.DeviceKind;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.Rejection;
import io.geshao.core.RejectionReason;
import io.geshao.core.port.BatchSink.GatewayReport;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.DeviceProfile;
import io.geshao.gateway.codec.MessageIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Messages to keep, and ways to read them back. */
final class Entries {
    static final long RX = 1_760_000_001_000L;
    static final CommunityId COMMUNITY = new CommunityId("yuhua");

    private Entries() {}

    static Device device(String id, Lane lane) {
        DeviceProfile profile = new DeviceProfile("p", DeviceKind.FIRE, "native", lane, 60_000, 900_000);
        return new Device(
                new DeviceId(id), profile, "310104/013/" + COMMUNITY + "/g03", "", "", 121.4, 31.2, "设备", "device");
    }

    static Reading reading(String device, Metric metric, double value, long seq) {
        return new Reading(new DeviceId(device), metric, value, RX, RX, RX, seq, 0);
    }

    /** One counted message with one routine reading; the body hash stands for its content. */
    static SpoolEntry message(String device, long seq, long bodyHash) {
        return message(device, 0, seq, bodyHash);
    }

    static SpoolEntry message(String device, long boot, long seq, long bodyHash) {
        return new SpoolEntry(
                device(device, Lane.ROUTINE),
                new MessageIdentity(MessageIdentity.Kind.COUNTED, boot, seq, bodyHash),
                List.of(reading(device, Metric.HUMIDITY, 50, Reading.sequence(boot, seq))),
                List.of());
    }

    static Rejection rejection(int rawBytes) {
        return new Rejection(RejectionReason.BAD_JSON, null, null, "g/yuhua/d/up", "bad", RX, new byte[rawBytes]);
    }

    /** Appends and waits for the answer. */
    static AppendResult append(Spool spool, SpoolEntry... entries) {
        CompletableFuture<AppendResult> answer = new CompletableFuture<>();
        spool.appendAll(List.of(entries), answer::complete);
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** What the spool has answered for. */
    static GatewayReport report(Spool spool) {
        GatewayReport report = spool.report();
        if (report == null) {
            throw new AssertionError("the spool cannot say");
        }
        return report;
    }

    static Batch next(Spool spool, Lane lane) {
        Batch batch = spool.next(lane);
        if (batch == null) {
            throw new AssertionError(lane + " is empty");
        }
        return batch;
    }

    /** Reads a lane to its end, forgetting each batch. */
    static List<Reading> drain(Spool spool, Lane lane) {
        List<Reading> readings = new ArrayList<>();
        for (Batch batch = spool.next(lane); batch != null; batch = spool.next(lane)) {
            readings.addAll(batch.readings());
            spool.forget(batch);
        }
        return readings;
    }
}
