package io.geshao.gateway.codec;

/** The two whole events of the payload reference, section 3, as they are printed there. */
public final class LnsVectors {
    public static final String L01_TOPIC =
            "application/8d2f1c6a-3b7e-4c55-9f0a-2a61d0c7b911/device/24e124710c210042/event/up";
    public static final String L02_TOPIC = "v3/parking@ttn/devices/bay-117/up";

    /** ChirpStack v4, a bin with an EM400-TLD. */
    public static final String L01 =
            "{\"deduplicationId\":\"3ac7e3c4-4401-4b8d-9386-a5c902f9202d\",\"time\":\"2026-03-02T08:"
                    + "15:30.123456+00:00\","
                    + " \"deviceInfo\":{\"tenantId\":\"52f14cd4-c6f1-4fbd-8f87-4025e1d49242\",\"tenantName\":\"Y"
                    + "uhua\",\"applicationId\":\"8d2f1c6a-3b7e-4c55-9f0a-2a61d0c7b911\",\"applicationName\":\""
                    + "waste\","
                    + "  \"deviceProfileId\":\"14855bf7-d10d-4aee-b618-ebfcb64dc7ad\",\"deviceProfileName\":\""
                    + "EM400-TLD\",\"deviceName\":\"bin-0042\",\"devEui\":\"24e124710c210042\",\"deviceClassEnabl"
                    + "ed\":\"CLASS_A\",\"tags\":{\"grid\":\"310104-017\"}},"
                    + " \"devAddr\":\"01ccfd2c\",\"adr\":true,\"dr\":5,\"fCnt\":1187,\"fPort\":85,\"confirmed\":false"
                    + ",\"data\":\"AXVcA2cBAQSCRAgFAAE=\","
                    + " \"rxInfo\":[{\"gatewayId\":\"24e124fffef00001\",\"uplinkId\":40112,\"rssi\":-101,\"snr\":-3"
                    + ".25,\"channel\":2,\"crcStatus\":\"CRC_OK\"},"
                    + "  {\"gatewayId\":\"24e124fffef00002\",\"uplinkId\":9120,\"rssi\":-57,\"snr\":9.5,\"channel\""
                    + ":2,\"location\":{\"latitude\":31.2304,\"longitude\":121.4737},\"crcStatus\":\"CRC_OK\"}],"
                    + " \"txInfo\":{\"frequency\":486900000,\"modulation\":{\"lora\":{\"bandwidth\":125000,\"sprea"
                    + "dingFactor\":7,\"codeRate\":\"CR_4_5\"}}},\"regionConfigId\":\"cn470_10\"}";

    /** The Things Stack v3, a bay with a TPL110. */
    public static final String L02 =
            "{\"end_device_ids\":{\"device_id\":\"bay-117\",\"application_ids\":{\"application_id\":\"pa"
                    + "rking\"},\"dev_eui\":\"F0CE9E000000A117\",\"join_eui\":\"800000000000000C\",\"dev_addr\":\"2"
                    + "60B1A2C\"},"
                    + " \"correlation_ids\":[\"gs:uplink:01HR00000000000000000000AA\"],\"received_at\":\"2026-"
                    + "03-02T08:15:30.331552318Z\",\"uplink_message\":{\"session_key_id\":\"AXA50Kx2Q0mC1yVvZ"
                    + "3d0ZQ==\",\"f_port\":2,\"f_cnt\":942,\"frm_payload\":\"ARQ=\","
                    + "  \"rx_metadata\":[{\"gateway_ids\":{\"gateway_id\":\"gw-yard\",\"eui\":\"24E124FFFEF00003\""
                    + "},\"time\":\"2026-03-02T08:15:30.098Z\",\"timestamp\":2463457000,\"rssi\":-88,\"channel_r"
                    + "ssi\":-88,\"snr\":6.25,\"channel_index\":2}],"
                    + "  \"settings\":{\"data_rate\":{\"lora\":{\"bandwidth\":125000,\"spreading_factor\":9,\"codi"
                    + "ng_rate\":\"4/5\"}},\"frequency\":\"868300000\",\"timestamp\":2463457000},\"received_at\":\""
                    + "2026-03-02T08:15:30.123456789Z\",\"consumed_airtime\":\"0.164864s\"}}";

    private LnsVectors() {}
}
