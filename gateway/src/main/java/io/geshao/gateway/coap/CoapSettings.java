package io.geshao.gateway.coap;

import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/** How this door sets Californium; in code, so that it neither reads nor writes a file in the working folder. */
public final class CoapSettings {
    /** Wanted; the system may give less. A storm of a thousand devices fits, also while a commit takes its time. */
    static final int SOCKET_BUFFER = 4 * 1_024 * 1_024;

    private static final int BLOCK = 1_024;
    private static final int EXCHANGES_PER_PEER = 32;
    private static final int MAX_ANSWER = 4_096;

    private CoapSettings() {}

    /** The settings of one endpoint. */
    public static Configuration settings() {
        CoapConfig.register();
        UdpConfig.register();
        return Configuration.createStandardWithoutFile()
                .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, MAX_ANSWER) // bodies that come in are put together by Uploads
                .set(CoapConfig.MAX_MESSAGE_SIZE, BLOCK)
                .set(CoapConfig.PREFERRED_BLOCK_SIZE, BLOCK)
                // Kept for four minutes, all exchanges of a busy door would not fit into its memory: the last ones of
                // every
                // peer are enough to answer a message that is sent again. What comes again later is known to the spool.
                .set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP)
                .set(CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES, EXCHANGES_PER_PEER)
                .set(CoapConfig.MAX_SERVER_OBSERVES, 20_000)
                .set(UdpConfig.UDP_RECEIVE_BUFFER_SIZE, SOCKET_BUFFER)
                .set(UdpConfig.UDP_SEND_BUFFER_SIZE, SOCKET_BUFFER);
    }
}
