package io.geshao.gateway.coap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.geshao.core.DeviceId;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.Request;
import org.jspecify.annotations.Nullable;

/**
 * Whatever the datagram is: the door's parser reads it or says that it is malformed, and the address of a request is a
 * device or none. {@code JAZZER_FUZZ=1 ./mvnw -pl gateway test -Dtest=DatagramFuzzTest} searches for new inputs.
 */
class DatagramFuzzTest {
    private static final CarefulParser PARSER = new CarefulParser();

    @FuzzTest(maxDuration = "2m")
    void datagram(byte[] bytes) {
        try {
            Message message = PARSER.parseMessage(bytes);
            if (message instanceof Request request) {
                @Nullable DeviceId device = Speakers.deviceOf(request.getOptions());
                if (device != null && !DeviceId.isValid(device.value())) {
                    throw new AssertionError("not a device: " + device);
                }
            }
        } catch (MessageFormatException e) {
            // malformed, says the parser: the endpoint answers that
        }
    }
}
