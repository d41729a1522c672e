package io.geshao.gateway.mqtt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;

/**
 * Whatever stands on the wire: each packet is read, or marked as malformed, and a CONNECT can be looked at.
 * {@code JAZZER_FUZZ=1 ./mvnw -pl gateway test -Dtest=PacketFuzzTest} searches for new inputs.
 */
class PacketFuzzTest {
    private static final int MAX_CLIENT_ID = 256;

    @FuzzTest(maxDuration = "2m")
    void packets(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(MqttConnection.MAX_PACKET, MAX_CLIENT_ID));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof MqttConnectMessage connect
                    && !((MqttMessage) connect).decoderResult().isFailure()) {
                ConnectRequest.of(connect, null, 3_600);
            }
            ReferenceCountUtil.release(message);
        }
        channel.finishAndReleaseAll();
    }
}
