package io.geshao.gateway.uplink;

import io.geshao.core.config.Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How the gateway knows the centre, and how it shows who it is, if the centre's address begins with {@code https}. Files
 * are PEM; an empty path stands for none.
 *
 * @param trust certificates of the authorities that may have signed the centre's; none: those of the Java runtime
 * @param cert the gateway's own certificate, for a centre that asks for one
 * @param key its private key
 */
public record UplinkTls(String trust, String cert, String key) {
    public static UplinkTls none() {
        return new UplinkTls("", "", "");
    }

    /** Reads {@code uplink.tls.trust}, {@code uplink.tls.cert} and {@code uplink.tls.key}. */
    public static UplinkTls read(Settings in) {
        UplinkTls tls = new UplinkTls(
                in.text("uplink.tls.trust", ""), in.text("uplink.tls.cert", ""), in.text("uplink.tls.key", ""));
        if (tls.cert.isEmpty() != tls.key.isEmpty()) {
            in.fault("uplink.tls.cert and uplink.tls.key belong together");
        }
        for (String file : new String[] {tls.trust, tls.cert, tls.key}) {
            if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
                in.fault("uplink.tls: '" + file + "' cannot be read");
            }
        }
        return tls;
    }

    /** Sets what an HTTP client to the centre needs; says nothing to one that speaks plain HTTP. */
    public void applyTo(HttpClientOptions options) {
        if (!trust.isEmpty()) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(trust));
        }
        if (!cert.isEmpty()) {
            options.setKeyCertOptions(new PemKeyCertOptions().addCertPath(cert).addKeyPath(key));
        }
    }
}
