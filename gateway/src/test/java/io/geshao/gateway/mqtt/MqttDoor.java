package io.geshao.gateway.mqtt;

import io.geshao.core.registry.Registry;
import io.geshao.gateway.intake.DeviceLimits;
import io.geshao.gateway.intake.FakeKeep;
import io.geshao.gateway.intake.Intake;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real MQTT door on a free port, in front of a spool that the test holds in its hand. */
final class MqttDoor implements BeforeEachCallback, AfterEachCallback {
    final FakeTicker ticker = FakeTicker.at(1_760_000_001_000L);
    final FakeKeep keep = new FakeKeep();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final MqttDoorConfig config;
    private final DeviceLimits limits;
    private @Nullable MqttIntake door;
    private volatile Registry registry = Town.registry();

    MqttDoor() {
        this(MqttDoorConfig.plain("127.0.0.1", 0), 0, 1);
    }

    MqttDoor(MqttDoorConfig config, double messagesPerSecond, int burst) {
        this.config = config;
        this.limits = new DeviceLimits(messagesPerSecond, burst, ticker);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        door = MqttIntake.start(vertx, config, intake(), limits, () -> registry, ticker, meters);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        listening().close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    Intake intake() {
        return new Intake(() -> registry, keep, ticker, meters);
    }

    MqttIntake listening() {
        return Objects.requireNonNull(door);
    }

    int port() {
        return listening().port();
    }

    int tlsPort() {
        return listening().tlsPort();
    }

    /** Another registry is in force from now on. */
    void replace(Registry next) {
        Registry before = registry;
        registry = next;
        listening().registryChanged(before, next);
    }

    /** A client of that identity, let in with its own token. */
    RawClient client(int version, String identity) throws IOException {
        return RawClient.of(port(), version, identity, Town.token(identity));
    }

    double counter(String name) {
        return meters.get(name).counter().count();
    }
}
