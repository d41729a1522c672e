package io.geshao.gateway.coap;

import io.geshao.core.config.Settings;

/**
 * Configuration of the CoAP door.
 *
 * @param host address the door listens on
 * @param plain whether CoAP without DTLS is served, with a token in the query
 * @param port UDP of plain CoAP, 0 for any free one
 * @param securePort UDP of CoAP over DTLS, 0 for any free one; served if there are keys
 * @param pskFile table of pre-shared keys, or empty
 * @param certificateFile the server's certificate chain, PEM, or empty
 * @param keyFile the private key of that certificate, PEM
 * @param trustFile certificates of who signs the devices', PEM
 * @param connections how many DTLS connections are remembered
 */
public record CoapDoorConfig(
        String host,
        boolean plain,
        int port,
        int securePort,
        String pskFile,
        String certificateFile,
        String keyFile,
        String trustFile,
        int connections) {

    /** Reads every key of the door; faults are collected in the settings. */
    public static CoapDoorConfig read(Settings in) {
        CoapDoorConfig config = new CoapDoorConfig(
                in.text("bind.host", "0.0.0.0"),
                in.flag("coap.plain", true),
                in.port("coap.port", 5683),
                in.port("coaps.port", 5684),
                in.text("coaps.psk.file", ""),
                in.text("coaps.cert.file", ""),
                in.text("coaps.key.file", ""),
                in.text("coaps.trust.file", ""),
                in.number("coaps.connections", 10_000, 1, 1_000_000));
        boolean some = config.hasCertificate() || !config.keyFile.isEmpty() || !config.trustFile.isEmpty();
        boolean all = config.hasCertificate() && !config.keyFile.isEmpty() && !config.trustFile.isEmpty();
        if (some && !all) {
            in.fault("coaps.cert.file, coaps.key.file and coaps.trust.file go together");
        }
        return config;
    }

    /** As it is without a single key: plain CoAP on a port. */
    static CoapDoorConfig plainOn(int port) {
        return new CoapDoorConfig("127.0.0.1", true, port, 0, "", "", "", "", 1_000);
    }

    boolean hasPsk() {
        return !pskFile.isEmpty();
    }

    boolean hasCertificate() {
        return !certificateFile.isEmpty();
    }

    boolean isSecure() {
        return hasPsk() || hasCertificate();
    }
}
