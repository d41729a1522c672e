package io.geshao.gateway.coap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.geshao.core.DeviceId;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.Request;
import org.jspecify.annotations.Nullable;

/**
 * Whatever the datagram is: the door's parser reads it or says that it is malformed, and the address of a request is a
 * device or none; what the short way takes is what the parser reads. {@code JAZZER_FUZZ=1 ./mvnw -pl gateway test -Dtest=DatagramFuzzTest} searches for new inputs.
 */
class DatagramFuzzTest {
    private static final CarefulParser PARSER = new CarefulParser();
    private static final PostReader READER = new PostReader();

    @FuzzTest(maxDuration = "2m")
    void datagram(byte[] bytes) {
        boolean isTaken = READER.read(bytes) == PostReader.Kind.USUAL;
        try {
            Message message = PARSER.parseMessage(bytes);
            if (isTaken) {
                PostReaderTest.sameAsCaliforniums(READER, PARSER, bytes);
            }
            if (message instanceof Request request) {
                @Nullable DeviceId device = Speakers.deviceOf(request.getOptions());
                if (device != null && !DeviceId.isValid(device.value())) {
                    throw new AssertionError("not a device: " + device);
                }
            }
        } catch (MessageFormatException e) {
            if (isTaken) { // else the endpoint answers that it is malformed
                throw new AssertionError("taken by the short way, but malformed", e);
            }
        }
    }
}
