package io.geshao.bench;

import io.geshao.core.DeviceKind;
import io.geshao.core.registry.Device;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Devices that can raise a life-safety alarm with one message, each on the connection of its account. One thread. */
final class AlarmSender implements AutoCloseable {
    /** One device and what it sends. */
    record Alarm(Device device, LoadPlan.Account account, String body) {}

    private final Map<String, SocketChannel> channels = new HashMap<>();
    private final ByteBuffer answers = ByteBuffer.allocateDirect(4_096);
    private int packetId;

    /** Detectors and bins, one after another from different accounts. */
    static List<Alarm> alarms(List<LoadPlan.Account> accounts) {
        List<Alarm> alarms = new ArrayList<>();
        int longest = accounts.stream()
                .mapToInt(account -> account.devices().size())
                .max()
                .orElse(0);
        for (int i = 0; i < longest; i++) {
            for (LoadPlan.Account account : accounts) {
                if (i < account.devices().size()) {
                    Device device = account.devices().get(i);
                    DeviceKind kind = device.profile().kind();
                    if (kind == DeviceKind.FIRE) {
                        alarms.add(new Alarm(device, account, "\"smoke_obscuration\":3.0"));
                    } else if (kind == DeviceKind.WASTE_BIN) {
                        alarms.add(new Alarm(device, account, "\"temperature\":75.0"));
                    }
                }
            }
        }
        return alarms;
    }

    void connect(int port, List<LoadPlan.Account> accounts) throws IOException {
        for (LoadPlan.Account account : accounts) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.socket().setTcpNoDelay(true);
            channel.socket().setSoTimeout(30_000);
            channel.write(MqttLoad.connectPacket(account, "alarm-" + account.identity()));
            byte[] answer = channel.socket().getInputStream().readNBytes(4);
            if (answer.length < 4 || answer[0] != 0x20 || answer[3] != 0) {
                throw new IOException(account.identity() + " was not let in");
            }
            channel.configureBlocking(false);
            channels.put(account.identity(), channel);
        }
    }

    /** QoS 1; answers to earlier ones are read and passed over. */
    void send(Alarm alarm, long sequence, long epochMillis) throws IOException {
        SocketChannel channel = channels.get(alarm.account().identity());
        if (channel == null) {
            throw new IOException(alarm.account().identity() + " is not connected");
        }
        Device device = alarm.device();
        byte[] topic = ("g/" + device.community() + "/" + device.id() + "/up").getBytes(StandardCharsets.US_ASCII);
        byte[] body = ("{\"seq\":" + sequence + ",\"ts\":" + epochMillis + ",\"m\":{" + alarm.body() + "}}")
                .getBytes(StandardCharsets.US_ASCII);
        int length = 2 + topic.length + 2 + body.length;
        ByteBuffer packet = ByteBuffer.allocate(length + 5).put((byte) 0x32);
        if (length > 127) {
            packet.put((byte) (length & 127 | 128)).put((byte) (length >> 7));
        } else {
            packet.put((byte) length);
        }
        packetId = packetId % 65_535 + 1;
        packet.putShort((short) topic.length)
                .put(topic)
                .putShort((short) packetId)
                .put(body)
                .flip();
        while (packet.hasRemaining()) {
            channel.write(packet);
        }
        answers.clear();
        if (channel.read(answers) < 0) {
            throw new IOException(
                    "the platform closed the connection of " + alarm.account().identity());
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels.values()) {
            channel.close();
        }
    }
}
