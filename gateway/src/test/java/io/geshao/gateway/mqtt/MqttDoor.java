package io.geshao.gateway.mqtt;

import io.geshao.core.registry.Registry;
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
    private @Nullable MqttIntake door;

    @Override
    public void beforeEach(ExtensionContext context) {
        Registry registry = Town.registry();
        Intake intake = new Intake(() -> registry, keep, ticker, meters);
        door = MqttIntake.start(vertx, "127.0.0.1", 0, intake, () -> registry, ticker, meters);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        listening().close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private MqttIntake listening() {
        return Objects.requireNonNull(door);
    }

    int port() {
        return listening().port();
    }

    /** A client of that identity, let in with its own token. */
    RawClient client(int version, String identity) throws IOException {
        return RawClient.of(port(), version, identity, Town.token(identity));
    }

    double counter(String name) {
        return meters.get(name).counter().count();
    }
}
