package io.geshao.bench.fuzz;

import io.geshao.bench.fuzz.Spoiler.Spoilt;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Well-formed MQTT packets with spoilt payloads and topics over one connection, many under way at a time. Every one of
 * them must be acknowledged, and none may cost the connection.
 */
final class MqttFlood {
    private static final int WINDOW = 900; // below the Receive Maximum of our door
    private static final int MAX_ID = 0xFFFF;
    private static final long PATIENCE_S = 60;
    private static final String[] TYPES = {
        "application/json",
        "application/cbor",
        "application/senml+json",
        "application/octet-stream",
        "text/html",
        ";",
        "/"
    };
    private static final String[] TOPICS = {
        "g/yuhua/.hidden/up",
        "g//d/up",
        "g/yuhua/d/up/",
        "g/yuhua/d/down",
        "g/other/d/up",
        "x",
        "/",
        "g/yuhua/d/up/raw/",
        "g/yuhua/nobody/up",
        "application//device//event/up",
        "v3/a/devices/b/up",
        "g/yuhua/d/up/raw/no-such-codec"
    };

    private final Mqtt mqtt;
    private final Spoiler spoiler;
    private final Tally tally;
    private final boolean strayTopics;
    private final Semaphore room = new Semaphore(WINDOW);

    /** @param strayTopics whether some go to topics that nobody has; a broker would keep those to itself */
    MqttFlood(Mqtt mqtt, Spoiler spoiler, Tally tally, boolean strayTopics) {
        this.strayTopics = strayTopics;
        this.mqtt = mqtt;
        this.spoiler = spoiler;
        this.tally = tally;
    }

    /** Sends that many and waits for all the answers. */
    void run(long count) throws IOException, InterruptedException {
        CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> read(count), task -> {
            Thread reader = new Thread(task, "fuzz-answers");
            reader.setDaemon(true);
            reader.start();
        });
        for (long i = 0; i < count; i++) {
            if (!room.tryAcquire()) {
                mqtt.flush();
                if (!room.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
                    break;
                }
            }
            mqtt.write(packet((int) (i % MAX_ID) + 1));
            tally.sent();
        }
        mqtt.flush();
        try {
            answers.get();
        } catch (ExecutionException e) {
            throw new IOException("the connection was lost: " + e.getCause(), e);
        }
    }

    private void read(long count) {
        long answered = 0;
        try {
            while (answered < count) {
                Mqtt.Packet packet = mqtt.read();
                if (packet.type() == Mqtt.PUBACK) {
                    answered++;
                    if (packet.code() < 0x80) {
                        tally.taken();
                    } else {
                        tally.refused(packet.reason());
                    }
                    room.release();
                }
            }
        } catch (IOException e) {
            for (long i = answered; i < count; i++) {
                tally.unanswered();
            }
            throw new java.io.UncheckedIOException(e);
        }
    }

    private byte[] packet(int id) {
        SplittableRandom random = spoiler.random();
        Spoilt input = spoiler.next();
        String contentType = random.nextInt(20) == 0 ? TYPES[random.nextInt(TYPES.length)] : "";
        return Mqtt.publish(id, topic(input), contentType, input.body());
    }

    private String topic(Spoilt input) {
        SplittableRandom random = spoiler.random();
        if (strayTopics && random.nextInt(25) == 0) {
            return TOPICS[random.nextInt(TOPICS.length)];
        }
        if (input.where().contains("/")) {
            return input.where();
        }
        String[] format = input.format().split(":", -1);
        return switch (format[0]) {
            case "json" -> "g/yuhua/d/up";
            case "raw" -> "g/yuhua/d/up/raw/" + format[1];
            default -> "g/yuhua/" + input.where() + "/up/" + format[0];
        };
    }
}
