package io.geshao.gateway.mqtt;

import io.geshao.core.registry.Registry;
import io.geshao.gateway.mqtt.MqttIntake.Doorway;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One event loop of the door with the connections that live on it. Several of them listen on the same port, and Vert.x
 * deals new connections out in turn. Looks through its connections twice a second: one timer for all of them.
 */
final class ConnectionLoop extends VerticleBase {
    private static final long SWEEP_MILLIS = 500;

    private final NetServerOptions options;
    private final Doorway doorway;
    private final Set<MqttConnection> connections = new HashSet<>(); // this event loop
    private volatile int port;
    private boolean closed; // this event loop

    ConnectionLoop(NetServerOptions options, Doorway doorway) {
        this.options = options;
        this.doorway = doorway;
    }

    @Override
    public Future<?> start() {
        NetServer server = vertx.createNetServer(options);
        server.connectHandler(socket -> welcome((NetSocketInternal) socket));
        vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
        return server.listen().onSuccess(listening -> port = listening.actualPort());
    }

    private void welcome(NetSocketInternal socket) {
        Crowd.Admission admission =
                closed ? Crowd.Admission.FULL : doorway.crowd().admit();
        if (admission == Crowd.Admission.FULL) {
            doorway.meters().refusedConnects().increment();
            socket.close();
            return;
        }
        connections.add(MqttConnection.open(socket, admission == Crowd.Admission.TOO_FAST, doorway, this::left));
    }

    private void left(MqttConnection connection) {
        doorway.crowd().left();
        connections.remove(connection);
    }

    private void sweep() {
        doorway.executeWills();
        long now = doorway.ticker().nanos();
        for (MqttConnection connection : List.copyOf(connections)) { // one that ends leaves the set
            connection.sweep(now);
        }
    }

    /** The registry has changed; any thread. */
    void check(Registry registry) {
        context.runOnContext(now -> List.copyOf(connections).forEach(connection -> connection.check(registry)));
    }

    /** The port it listens on; any thread, after the start. */
    int port() {
        return port;
    }

    /** Takes no more connections and ends those there are; any thread. The server itself closes with the verticle. */
    Future<Void> shutDown() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            closed = true;
            List.copyOf(connections).forEach(MqttConnection::shutDown);
            done.complete();
        });
        return done.future();
    }
}
