package io.geshao.gateway.codec;

/** How the bytes of one model, or of a family of models, are read. Stateless; any thread. */
@FunctionalInterface
interface ByteCodec {
    /** The LoRaWAN port of bytes that did not come over LoRaWAN. */
    int NO_PORT = -1;

    /**
     * Reads one frame.
     *
     * @param fPort LoRaWAN port 1…255, or {@link #NO_PORT}
     * @throws RefusedException if nothing of the frame is to be kept
     */
    void read(FrameBytes frame, int fPort, FrameSamples out) throws RefusedException;
}
