package io.geshao.gateway.downlink;

import io.geshao.core.DeviceId;
import io.geshao.core.port.CommandDesk.Action;
import io.geshao.core.port.CommandDesk.Errand;
import io.geshao.gateway.mqtt.DownlinkListener;
import io.geshao.gateway.mqtt.MqttIntake;
import java.util.concurrent.CompletionStage;

/** Down by MQTT: {@code g/{community}/{device}/cmd}, configurations by {@code …/cfg}. */
public final class MqttDoor implements DeviceDoor {
    private static final String CONFIGURATION = "cfg";

    private final MqttIntake mqtt;

    public MqttDoor(MqttIntake mqtt) {
        this.mqtt = mqtt;
    }

    /** Lets the door tell the downlink who listens, and hand it receipts. */
    public static void listen(MqttIntake mqtt, Downlink downlink) {
        mqtt.listen(new DownlinkListener() {
            @Override
            public void listening(DeviceId device, String suffix) {
                downlink.listening(device, suffix.equals(CONFIGURATION));
            }

            @Override
            public CompletionStage<Boolean> receipt(DeviceId device, String suffix, byte[] body) {
                return downlink.receipt(device, body);
            }
        });
    }

    @Override
    public CompletionStage<Boolean> send(Errand errand, byte[] body) {
        return mqtt.send(errand.device(), errand.action() == Action.CONFIGURE ? CONFIGURATION : "cmd", body);
    }
}
