package io.geshao.gateway.coap;

import org.eclipse.californium.core.network.ExtendedCoapStackFactory;
import org.eclipse.californium.core.network.Outbox;
import org.eclipse.californium.core.network.stack.BaseCoapStack;
import org.eclipse.californium.core.network.stack.BlockwiseLayer;
import org.eclipse.californium.core.network.stack.CoapStack;
import org.eclipse.californium.core.network.stack.CongestionControlLayer;
import org.eclipse.californium.core.network.stack.ExchangeCleanupLayer;
import org.eclipse.californium.core.network.stack.Layer;
import org.eclipse.californium.core.network.stack.ObserveLayer;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;

/** Californium's layers for UDP, with our own for what comes in blocks; its own cuts large answers into blocks. */
final class DoorStack extends BaseCoapStack {
    private DoorStack(
            String tag,
            Configuration settings,
            @Nullable EndpointContextMatcher matcher,
            Outbox outbox,
            Uploads uploads) {
        super(outbox);
        setLayers(new Layer[] {
            new ExchangeCleanupLayer(settings),
            new ObserveLayer(settings),
            new BlockwiseLayer(tag, false, settings, matcher),
            uploads,
            CongestionControlLayer.newImplementation(tag, settings)
        });
    }

    /** Makes the stack of one endpoint. */
    static final class Factory implements ExtendedCoapStackFactory {
        private final Uploads uploads;

        Factory(Uploads uploads) {
            this.uploads = uploads;
        }

        @Override
        public CoapStack createCoapStack(
                String protocol,
                String tag,
                Configuration settings,
                EndpointContextMatcher matcher,
                Outbox outbox,
                @Nullable Object customArgument) {
            return new DoorStack(tag, settings, matcher, outbox, uploads);
        }

        /** The older form of the same. */
        @Override
        public CoapStack createCoapStack(
                String protocol, String tag, Configuration settings, Outbox outbox, @Nullable Object customArgument) {
            return new DoorStack(tag, settings, null, outbox, uploads);
        }
    }
}
