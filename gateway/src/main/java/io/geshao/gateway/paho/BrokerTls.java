package io.geshao.gateway.paho;

import io.geshao.core.config.Launcher.StartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The PEM files of a broker's account as a socket factory; what is wrong with one is one line at the start. */
final class BrokerTls {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final char[] NO_PASSWORD = new char[0];

    private BrokerTls() {}

    /** Null for an account without TLS. */
    static @Nullable SSLSocketFactory factory(BrokerAccount account) {
        if (!account.isSecure()) {
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(account), trust(account), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new StartException("broker " + account.url() + ": TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static TrustManager @Nullable [] trust(BrokerAccount account) throws GeneralSecurityException, IOException {
        if (account.caFile().isEmpty()) {
            return null;
        }
        KeyStore trusted = empty();
        int number = 0;
        for (Certificate authority : certificates("ca.file", account.caFile())) {
            trusted.setCertificateEntry("ca-" + number++, authority);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        return managers.getTrustManagers();
    }

    private static KeyManager @Nullable [] keys(BrokerAccount account) throws GeneralSecurityException, IOException {
        if (account.certificateFile().isEmpty()) {
            return null;
        }
        Certificate[] chain =
                certificates("cert.file", account.certificateFile()).toArray(Certificate[]::new);
        KeyStore own = empty();
        own.setKeyEntry("own", key(account.keyFile()), NO_PASSWORD, chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own, NO_PASSWORD);
        return managers.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String key, String file) throws CertificateException {
        Collection<? extends Certificate> found;
        try {
            found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(key, file)));
        } catch (CertificateException e) {
            throw new StartException("broker " + key + ": '" + file + "' holds no certificate in PEM form", e);
        }
        if (found.isEmpty()) {
            throw new CertificateException(key + " '" + file + "' holds no certificate in PEM form");
        }
        return found;
    }

    private static PrivateKey key(String file) throws GeneralSecurityException {
        String text = new String(read("key.file", file), StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new InvalidKeySpecException("key.file '" + file + "' holds no private key in PKCS #8 PEM form");
        }
        byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        GeneralSecurityException last = new InvalidKeySpecException("no such kind of key");
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                last = e; // perhaps a key of another kind
            }
        }
        throw new InvalidKeySpecException("key.file '" + file + "' holds a key of an unknown kind", last);
    }

    private static byte[] read(String key, String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new StartException("broker " + key + ": '" + file + "' cannot be read", e);
        }
    }
}
