package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.gateway.intake.TestAuthority.Issued;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.elements.util.SslContextUtil;
import org.eclipse.californium.elements.util.SslContextUtil.Credentials;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.jspecify.annotations.Nullable;

/** Californium's client, plain or over DTLS, for tests of the door. */
final class CoapCaller implements AutoCloseable {
    static final long PATIENCE_MILLIS = 5_000;
    private static final long IN_VAIN_MILLIS = 800;
    private static final int RETRANSMISSION_MILLIS = 200;

    private final CoapEndpoint endpoint;
    private final String scheme;
    private final int port;

    private CoapCaller(CoapEndpoint endpoint, String scheme, int port) throws IOException {
        this.endpoint = endpoint;
        this.scheme = scheme;
        this.port = port;
        endpoint.start();
    }

    static CoapCaller plain(int port) throws IOException {
        return new CoapCaller(
                CoapEndpoint.builder().setConfiguration(settings()).build(), "coap", port);
    }

    static CoapCaller psk(int port, String identity, String key) throws IOException {
        DtlsConnectorConfig.Builder dtls = DtlsConnectorConfig.builder(settings());
        dtls.setAdvancedPskStore(new AdvancedSinglePskStore(identity, key.getBytes(StandardCharsets.UTF_8)));
        return secure(dtls, port);
    }

    static CoapCaller x509(int port, Issued own, Path trusted) throws IOException, GeneralSecurityException {
        DtlsConnectorConfig.Builder dtls = DtlsConnectorConfig.builder(settings());
        dtls.setCertificateIdentityProvider(new SingleCertificateProvider(
                credentials(own.key()).getPrivateKey(),
                credentials(own.certificate()).getCertificateChain(),
                CertificateType.X_509));
        dtls.setAdvancedCertificateVerifier(StaticNewAdvancedCertificateVerifier.builder()
                .setTrustedCertificates(credentials(trusted).getCertificateChain())
                .build());
        return secure(dtls, port);
    }

    private static CoapCaller secure(DtlsConnectorConfig.Builder dtls, int port) throws IOException {
        dtls.setAddress(new InetSocketAddress("127.0.0.1", 0));
        return new CoapCaller(
                CoapEndpoint.builder()
                        .setConfiguration(settings())
                        .setConnector(new DTLSConnector(dtls.build()))
                        .build(),
                "coaps",
                port);
    }

    private static Credentials credentials(Path pem) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(pem)) {
            return SslContextUtil.loadPemCredentials(in);
        }
    }

    private static Configuration settings() {
        CoapConfig.register();
        UdpConfig.register();
        DtlsConfig.register();
        return Configuration.createStandardWithoutFile()
                .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 100_000)
                .set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY)
                .set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, RETRANSMISSION_MILLIS, TimeUnit.MILLISECONDS)
                .set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 2)
                .set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
                .set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1)
                .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0); // sends one, wants none
    }

    CoapEndpoint endpoint() {
        return endpoint;
    }

    Request request(CoAP.Code code, String path) {
        Request request = new Request(code, CoAP.Type.CON);
        request.setURI(scheme + "://127.0.0.1:" + port + path);
        return request;
    }

    Request post(String path, String body) {
        Request request = request(CoAP.Code.POST, path);
        request.setPayload(body.getBytes(StandardCharsets.UTF_8));
        return request;
    }

    Response exchange(Request request) throws InterruptedException {
        endpoint.sendRequest(request);
        Response response = request.waitForResponse(PATIENCE_MILLIS);
        assertThat(response).as("an answer (or %s)", request.getSendError()).isNotNull();
        return response;
    }

    /** Sends what is to get no answer; null if so. */
    @Nullable
    Response exchangeInVain(Request request) throws InterruptedException {
        endpoint.sendRequest(request);
        return request.waitForResponse(IN_VAIN_MILLIS);
    }

    @Override
    public void close() {
        endpoint.destroy();
    }
}
