package io.geshao.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;

/** Spoilt MQTT packets, a few on each connection. The door may answer or close; what it may not do is hold on to it. */
final class FrameBreaker {
    private static final int PACKETS = 12;

    private final int port;
    private final String identity;
    private final String token;
    private final Spoiler spoiler;
    private final Tally tally;

    FrameBreaker(int port, String identity, String token, Spoiler spoiler, Tally tally) {
        this.port = port;
        this.identity = identity;
        this.token = token;
        this.spoiler = spoiler;
        this.tally = tally;
    }

    void run(long count) throws IOException {
        for (long done = 0; done < count; done += PACKETS) {
            Mqtt mqtt = new Mqtt(port);
            try {
                brokenPackets(mqtt, (int) Math.min(PACKETS, count - done));
                drain(mqtt);
            } finally {
                mqtt.abort();
            }
        }
    }

    private void brokenPackets(Mqtt mqtt, int packets) {
        SplittableRandom random = spoiler.random();
        try {
            byte[] connect = Mqtt.connect("fuzz-frames", identity, token);
            boolean letIn = random.nextInt(4) > 0;
            mqtt.write(letIn ? connect : spoiler.spoiltBytes(connect));
            for (int i = 0; i < packets; i++) {
                tally.sentUnanswerable();
                byte[] packet = valid(random);
                mqtt.write(random.nextInt(8) == 0 ? packet : spoiler.spoiltBytes(packet));
            }
            mqtt.finish();
        } catch (IOException e) {
            // closed on us in the middle: that is an answer, too
        }
    }

    private void drain(Mqtt mqtt) {
        try {
            mqtt.drain();
        } catch (java.net.SocketTimeoutException e) {
            tally.unanswered(); // neither closed nor silent by mistake: it has hung
        } catch (IOException e) {
            // reset
        }
    }

    private byte[] valid(SplittableRandom random) {
        byte[] id = {0, (byte) (1 + random.nextInt(9))};
        return switch (random.nextInt(10)) {
            case 0 -> Mqtt.connect("fuzz-frames", identity, token);
            case 1 -> Mqtt.packet(0x62, id); // PUBREL
            case 2 -> Mqtt.packet(0x40, id); // PUBACK
            case 3 -> Mqtt.packet(0x82, subscription(id, "g/yuhua/d/nack", 1));
            case 4 -> Mqtt.packet(0xA2, Spoiler.joined(id, new byte[] {0}, text("g/yuhua/d/nack")));
            case 5 -> Mqtt.packet(0xC0, new byte[0]); // PINGREQ
            case 6 -> Mqtt.packet(0xE0, new byte[] {0, 5, 0x11, 0, 0, 0, 1}); // DISCONNECT with an expiry
            case 7 -> Mqtt.packet(0xF0, new byte[] {0, 0}); // AUTH
            default ->
                Mqtt.publish(id[1], "g/yuhua/broken/up", "", spoiler.next().body());
        };
    }

    private static byte[] subscription(byte[] id, String filter, int qos) {
        return Spoiler.joined(id, new byte[] {0}, text(filter), new byte[] {(byte) qos});
    }

    private static byte[] text(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Mqtt.text(out, text);
        return out.toByteArray();
    }
}
