package io.geshao.devicesim.wire;

/** How a frame is written down. Names and numbers: payload reference, the table of formats. */
public enum Encoding {
    NATIVE_JSON("up", 50),
    NATIVE_CBOR("up/cbor", 60),
    SENML_JSON("up/senml", 110);

    private final String topicTail;
    private final int coapContentFormat;

    Encoding(String topicTail, int coapContentFormat) {
        this.topicTail = topicTail;
        this.coapContentFormat = coapContentFormat;
    }

    String topic(String community, String device) {
        return "g/" + community + "/" + device + "/" + topicTail;
    }

    int coapContentFormat() {
        return coapContentFormat;
    }

    /** Whether a message of this encoding carries the device's own counter. */
    public boolean carriesSequence() {
        return this != SENML_JSON;
    }

    byte[] encode(String device, Frame frame) {
        return switch (this) {
            case NATIVE_JSON -> NativeJson.encode(frame);
            case NATIVE_CBOR -> NativeCbor.encode(frame);
            case SENML_JSON -> SenmlJson.encode(device + ":", frame);
        };
    }
}
