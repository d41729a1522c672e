package io.geshao.gateway.coap;

import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/** How this door sets Californium; in code, so that it neither reads nor writes a file in the working folder. */
public final class CoapSettings {
    private static final int BLOCK = 1_024;
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
                .set(CoapConfig.MAX_SERVER_OBSERVES, 20_000);
    }
}
