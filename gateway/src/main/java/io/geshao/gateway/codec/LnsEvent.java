package io.geshao.gateway.codec;

import io.geshao.core.DeviceId;
import io.geshao.core.Reading;

/**
 * An uplink as a LoRaWAN network server tells it, before anybody has looked at the device's bytes.
 *
 * @param device the devEui, lower-cased
 * @param boot a number for the device's session: another one after each join, 0 if the server does not say it
 * @param counter uplink frame counter 0…4294967295
 * @param fPort {@link #MAC_PORT} means that the frame is between radio and server
 * @param bytes what the device sent; the array is handed over. Empty if it sent nothing but a frame
 * @param networkMillis when the network heard it, or {@link Reading#NO_DEVICE_TIME}
 * @param rssi dBm at the station that heard it best, NaN if none is told
 * @param snr dB at that station
 * @param isSimulated whether the server says that no device sent this
 * @param contentHash tells a redelivery from another uplink with the same counter
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked for; a copy per message buys nothing
public record LnsEvent(
        DeviceId device,
        long boot,
        long counter,
        int fPort,
        byte[] bytes,
        long networkMillis,
        double rssi,
        double snr,
        boolean isSimulated,
        long contentHash) {
    static final int MAC_PORT = 0;
}
