package io.geshao.gateway.coap;

import io.geshao.core.config.Launcher.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.eclipse.californium.elements.auth.AdditionalInfo;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.util.Filter;
import org.eclipse.californium.elements.util.SslContextUtil;
import org.eclipse.californium.elements.util.SslContextUtil.Credentials;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.jspecify.annotations.Nullable;

/** DTLS 1.2 as this door speaks it: who has no key of the table and no certificate that is trusted gets no session. */
final class SecureTransport {
    /** Bytes of a connection id: enough for all connections, and a client that offers one costs a record 6 bytes more. */
    private static final int CONNECTION_ID_LENGTH = 6;

    private final DTLSConnector connector;
    private final @Nullable PskTable keys;

    private SecureTransport(DTLSConnector connector, @Nullable PskTable keys) {
        this.connector = connector;
        this.keys = keys;
    }

    /**
     * Reads the keys; opens nothing yet.
     *
     * @throws StartException naming the file that is not as it should be
     */
    static SecureTransport of(CoapDoorConfig config, InetSocketAddress address) {
        DtlsConnectorConfig.Builder dtls = DtlsConnectorConfig.builder(settings(config))
                .setAddress(address)
                .setApplicationLevelInfoSupplier((peer, nothing) -> identityOf(peer));
        PskTable keys = null;
        if (config.hasPsk()) {
            keys = pskTable(config.pskFile());
            dtls.setAdvancedPskStore(keys);
        }
        if (config.hasCertificate()) {
            Certificate[] chain = certificates("coaps.cert.file", config.certificateFile());
            Credentials key = credentials("coaps.key.file", config.keyFile());
            if (key.getPrivateKey() == null) {
                throw holdsNo("private key", "coaps.key.file", config.keyFile());
            }
            dtls.setCertificateIdentityProvider(
                    new SingleCertificateProvider(key.getPrivateKey(), chain, CertificateType.X_509));
            dtls.setAdvancedCertificateVerifier(StaticNewAdvancedCertificateVerifier.builder()
                    .setTrustedCertificates(certificates("coaps.trust.file", config.trustFile()))
                    .build());
        }
        try {
            return new SecureTransport(new DTLSConnector(dtls.build()), keys);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new StartException("coaps: " + e.getMessage(), e);
        }
    }

    private static Configuration settings(CoapDoorConfig config) {
        DtlsConfig.register();
        Configuration settings = CoapSettings.settings()
                .set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY)
                .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID_LENGTH)
                .set(DtlsConfig.DTLS_MAX_CONNECTIONS, config.connections())
                // A stranger costs one datagram and no memory, until he has shown that his address is his.
                .set(DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST, true)
                .set(DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST_FOR_PSK, true)
                .set(DtlsConfig.DTLS_USE_ANTI_REPLAY_FILTER, true)
                .set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
                .set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 2);
        if (config.hasCertificate()) {
            settings.set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NEEDED);
        }
        return settings;
    }

    /** The device or radio gateway that the handshake has proved the peer to be. */
    private static AdditionalInfo identityOf(Principal peer) {
        String identity = null;
        if (peer instanceof PreSharedKeyIdentity psk) {
            identity = psk.getIdentity();
        } else if (peer instanceof X509CertPath path) {
            identity = path.getCN();
        }
        return identity == null ? AdditionalInfo.empty() : AdditionalInfo.from(Map.of(Speakers.IDENTITY, identity));
    }

    DTLSConnector connector() {
        return connector;
    }

    /** Ends the sessions whose key is no longer in the table; to be called now and then, always by one thread. */
    void sweep() {
        if (keys == null) {
            return;
        }
        Set<String> revoked = keys.refresh();
        if (!revoked.isEmpty()) {
            Filter<Principal> gone =
                    peer -> peer instanceof PreSharedKeyIdentity psk && revoked.contains(psk.getIdentity());
            Future<Void> unused = connector.startTerminateConnectionsForPrincipal(gone);
        }
    }

    private static PskTable pskTable(String file) {
        try {
            return PskTable.read(Path.of(file));
        } catch (IOException e) {
            throw new StartException("coaps.psk.file '" + file + "' cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new StartException("coaps.psk.file: " + e.getMessage(), e);
        }
    }

    private static Certificate[] certificates(String key, String file) {
        Credentials found = credentials(key, file);
        List<Certificate> all = new ArrayList<>();
        if (found.getCertificateChain() != null) {
            all.addAll(List.of(found.getCertificateChain()));
        } else if (found.getTrustedCertificates() != null) {
            all.addAll(List.of(found.getTrustedCertificates()));
        }
        if (all.isEmpty()) {
            throw holdsNo("certificate", key, file);
        }
        return all.toArray(new Certificate[0]);
    }

    private static StartException holdsNo(String thing, String key, String file) {
        String fault = key + " '" + file + "' holds no " + thing;
        return new StartException(fault, new IllegalArgumentException(fault));
    }

    private static Credentials credentials(String key, String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return SslContextUtil.loadPemCredentials(in);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new StartException(key + " '" + file + "' cannot be read: " + e, e);
        }
    }
}
