package io.geshao.bench;

import io.geshao.gateway.coap.CoapSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;

/** The comparison: a Californium server whose one resource answers 2.04 to whatever comes, and does nothing else. */
final class BareCoap implements AutoCloseable {
    private final CoapServer server;
    private final CoapEndpoint endpoint;

    BareCoap() {
        Configuration settings = CoapSettings.settings(); // the door's, so that only the work is compared
        endpoint = CoapEndpoint.builder()
                .setConfiguration(settings)
                .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build();
        server = new CoapServer(settings);
        server.addEndpoint(endpoint);
        server.add(new Answer());
        server.start();
    }

    private static final class Answer extends CoapResource {
        Answer() {
            super("t");
        }

        @Override
        public Resource getChild(String name) {
            return this;
        }

        @Override
        public void handlePOST(CoapExchange exchange) {
            exchange.respond(ResponseCode.CHANGED);
        }
    }

    int port() {
        return endpoint.getAddress().getPort();
    }

    @Override
    public void close() {
        server.destroy();
    }
}
