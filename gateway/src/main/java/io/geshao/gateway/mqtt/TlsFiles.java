package io.geshao.gateway.mqtt;

import io.geshao.core.config.Launcher.StartException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * The files behind the TLS listener. They are read and tried before anything listens: what is wrong with them is one line
 * at the start, not a riddle at the first handshake.
 */
final class TlsFiles {
    private TlsFiles() {}

    /** The options of the listener, with TLS. */
    static NetServerOptions secure(NetServerOptions options, MqttDoorConfig config, Vertx vertx) {
        X509Certificate certificate = certificateIn("mqtt.tls.cert.file", config.certificateFile());
        readable("mqtt.tls.key.file", config.keyFile());
        PemKeyCertOptions own =
                new PemKeyCertOptions().addCertPath(config.certificateFile()).addKeyPath(config.keyFile());
        tryKey(own, certificate, config.keyFile(), vertx);
        options.setSsl(true).setKeyCertOptions(own);
        switch (config.clientCertificates()) {
            case NONE -> options.setClientAuth(ClientAuth.NONE);
            case OPTIONAL -> options.setClientAuth(ClientAuth.REQUEST);
            case REQUIRED -> options.setClientAuth(ClientAuth.REQUIRED);
        }
        if (config.clientCertificates() != MqttDoorConfig.ClientCertificates.NONE) {
            certificateIn("mqtt.tls.client.ca.file", config.clientCaFile());
            options.setTrustOptions(new PemTrustOptions().addCertPath(config.clientCaFile()));
        }
        return options;
    }

    private static X509Certificate certificateIn(String key, String file) {
        readable(key, file);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new StartException(key + ": '" + file + "' holds no certificate in PEM form", e);
        }
    }

    private static void readable(String key, String file) {
        try {
            Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new StartException(key + ": '" + file + "' cannot be read", e);
        }
    }

    /** A key that is another certificate's would fail every handshake. */
    private static void tryKey(PemKeyCertOptions own, X509Certificate certificate, String file, Vertx vertx) {
        PrivateKey key;
        try {
            key = keyOf(own, vertx);
        } catch (Exception e) { // what Vert.x declares; whatever it is, the file is not what it should be
            throw new StartException("mqtt.tls.key.file: '" + file + "' holds no private key in PEM form", e);
        }
        try {
            String algorithm =
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    };
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update((byte) 1);
            byte[] signature = signer.sign();
            signer.initVerify(certificate);
            signer.update((byte) 1);
            if (!signer.verify(signature)) {
                throw new GeneralSecurityException("the certificate has another key");
            }
        } catch (GeneralSecurityException e) {
            throw new StartException("mqtt.tls.key.file: '" + file + "' does not fit the certificate", e);
        }
    }

    private static PrivateKey keyOf(PemKeyCertOptions own, Vertx vertx) throws Exception {
        for (KeyManager manager : own.getKeyManagerFactory(vertx).getKeyManagers()) {
            if (manager instanceof X509KeyManager keys) {
                for (String type : new String[] {"RSA", "EC", "EdDSA"}) {
                    String[] aliases = keys.getServerAliases(type, null);
                    if (aliases != null && aliases.length > 0) {
                        return keys.getPrivateKey(aliases[0]);
                    }
                }
            }
        }
        throw new VertxException("no key");
    }
}
