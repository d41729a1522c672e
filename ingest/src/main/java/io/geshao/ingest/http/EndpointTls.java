package io.geshao.ingest.http;

import io.geshao.core.config.Settings;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * TLS of the gateways' door. Files are PEM; without a certificate the door speaks plain HTTP.
 *
 * @param cert the door's own certificate, empty for plain HTTP
 * @param key its private key
 * @param clients authorities whose certificates a gateway must show, empty to ask for none
 */
public record EndpointTls(String cert, String key, String clients) {
    public static EndpointTls none() {
        return new EndpointTls("", "", "");
    }

    /** Reads {@code ingest.tls.cert}, {@code ingest.tls.key} and {@code ingest.tls.clients}. */
    public static EndpointTls read(Settings in) {
        EndpointTls tls = new EndpointTls(
                in.text("ingest.tls.cert", ""), in.text("ingest.tls.key", ""), in.text("ingest.tls.clients", ""));
        if (tls.cert.isEmpty() != tls.key.isEmpty() || (tls.cert.isEmpty() && !tls.clients.isEmpty())) {
            in.fault("ingest.tls.cert and ingest.tls.key belong together, and ingest.tls.clients needs them");
        }
        for (String file : new String[] {tls.cert, tls.key, tls.clients}) {
            if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
                in.fault("ingest.tls: '" + file + "' cannot be read");
            }
        }
        return tls;
    }

    void applyTo(HttpServerOptions options) {
        if (cert.isEmpty()) {
            return;
        }
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions().addCertPath(cert).addKeyPath(key));
        if (!clients.isEmpty()) {
            options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(new PemTrustOptions().addCertPath(clients));
        }
    }
}
