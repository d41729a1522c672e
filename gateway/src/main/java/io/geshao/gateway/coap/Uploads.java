package io.geshao.gateway.coap;

import io.geshao.core.time.Ticker;
import io.geshao.gateway.codec.PayloadDecoder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.stack.AbstractLayer;
import org.jspecify.annotations.Nullable;

/**
 * Puts bodies together that come in blocks (RFC 7959, Block1). Californium's own layer would reserve the whole body for
 * anybody's first block, per address and URI; here only who may speak for a device can begin, with one body at a time
 * per device, and all that is half finished together is bounded.
 *
 * <p>Whoever may not begin is handed on as he came, to be refused by name where everybody is. A body that is or becomes too
 * large is handed on with its size in the Size1 option, for the same reason.
 */
final class Uploads extends AbstractLayer {
    /** With {@link PayloadDecoder#MAX_BODY} each: 16 MiB at most. */
    static final int MAX_OPEN = 1_024;

    /** Longest pause between two blocks: what a confirmable message may take with all its repetitions (RFC 7252, 4.8.2). */
    static final long PAUSE_NANOS = 93_000_000_000L;

    private final Speakers speakers;
    private final Ticker ticker;
    private final int maxOpen;
    private final Counter dropped;
    private final LinkedHashMap<Key, Upload> open = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself

    /** Not the address of the sender: behind a NAT it may change between two blocks. */
    private record Key(String identity, Code method, String path) {}

    private static final class Upload {
        final Request first;
        final ByteArrayOutputStream body = new ByteArrayOutputStream(); // guarded by open, as the rest
        int lastOffset;
        long touchedNanos;

        Upload(Request first) {
            this.first = first;
        }
    }

    private enum Step {
        CONTINUE,
        COMPLETE,
        TOO_LARGE,
        INCOMPLETE
    }

    Uploads(Speakers speakers, Ticker ticker, MeterRegistry meters) {
        this(speakers, ticker, MAX_OPEN, meters);
    }

    Uploads(Speakers speakers, Ticker ticker, int maxOpen, MeterRegistry meters) {
        this.speakers = speakers;
        this.ticker = ticker;
        this.maxOpen = maxOpen;
        this.dropped = meters.counter("geshao.gateway.coap.uploads.dropped");
    }

    int size() {
        synchronized (open) {
            return open.size();
        }
    }

    @Override
    public void receiveRequest(Exchange exchange, Request request) {
        BlockOption block = request.getOptions().getBlock1();
        if (block == null) {
            super.receiveRequest(exchange, request);
            return;
        }
        Speaker speaker = speakers.of(request);
        if (speaker.isStranger()) {
            deliver(exchange, request, request, request.getPayload(), 0);
            return;
        }
        Key key = new Key(
                speaker.identity(), request.getCode(), request.getOptions().getUriPathString());
        Request whole = request;
        byte[] body = null;
        Step step;
        synchronized (open) {
            Upload upload = block.getOffset() == 0 ? begin(key, request) : open.get(key);
            step = upload == null ? Step.INCOMPLETE : add(upload, request, block);
            if (upload != null && step != Step.CONTINUE) {
                open.remove(key);
                whole = upload.first;
                body = upload.body.toByteArray();
            }
        }
        answer(exchange, request, step, whole, body);
    }

    private void answer(Exchange exchange, Request request, Step step, Request first, byte @Nullable [] body) {
        BlockOption block = request.getOptions().getBlock1();
        switch (step) {
            case CONTINUE -> {
                Response more = new Response(ResponseCode.CONTINUE);
                more.setDestinationContext(request.getSourceContext());
                more.getOptions().setBlock1(block.getSzx(), true, block.getNum());
                sendResponse(exchange, more);
            }
            case INCOMPLETE -> {
                Response missing = new Response(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
                missing.setDestinationContext(request.getSourceContext());
                missing.getOptions().setBlock1(block);
                sendResponse(exchange, missing);
            }
            case COMPLETE -> {
                exchange.setBlock1ToAck(block);
                deliver(exchange, request, first, body, 0);
            }
            case TOO_LARGE -> {
                exchange.setBlock1ToAck(block);
                int declared = declaredSize(first);
                deliver(exchange, request, first, body, Math.max(declared, PayloadDecoder.MAX_BODY + 1));
            }
        }
    }

    private Upload begin(Key key, Request first) {
        Upload upload = new Upload(first);
        open.remove(key); // the device has begun again
        open.put(key, upload);
        if (open.size() > maxOpen) {
            Iterator<Upload> eldest = open.values().iterator();
            eldest.next();
            eldest.remove(); // it will hear 4.08 and begin again
            dropped.increment();
        }
        return upload;
    }

    private Step add(Upload upload, Request request, BlockOption block) {
        byte[] payload = request.getPayload() == null ? new byte[0] : request.getPayload();
        int offset = block.getOffset();
        boolean wholeBlock = payload.length == block.getSize();
        if ((block.isM() && !wholeBlock) || payload.length > block.getSize()) {
            return Step.INCOMPLETE;
        }
        upload.touchedNanos = ticker.nanos();
        boolean again = offset > 0 && offset == upload.lastOffset && offset + payload.length == upload.body.size();
        if (again && block.isM()) {
            return Step.CONTINUE; // the former answer was lost, and the layer below no longer knows the message
        }
        if (offset != upload.body.size() || !sameFormat(upload.first, request)) {
            return Step.INCOMPLETE;
        }
        upload.body.write(payload, 0, payload.length);
        upload.lastOffset = offset;
        if (upload.body.size() > PayloadDecoder.MAX_BODY || declaredSize(upload.first) > PayloadDecoder.MAX_BODY) {
            return Step.TOO_LARGE; // at the first block, if the device says so there
        }
        return block.isM() ? Step.CONTINUE : Step.COMPLETE;
    }

    private static int declaredSize(Request first) {
        return first.getOptions().hasSize1() ? first.getOptions().getSize1() : 0;
    }

    private static boolean sameFormat(Request first, Request next) {
        return first.getOptions().getContentFormat() == next.getOptions().getContentFormat();
    }

    /** As if it had come in one piece: the answer goes to the message that came last. */
    private void deliver(Exchange exchange, Request last, Request first, byte @Nullable [] body, int size) {
        Request whole = new Request(last.getCode(), last.getType());
        whole.setSourceContext(last.getSourceContext());
        whole.setLocalAddress(last.getLocalAddress());
        whole.setMID(last.getMID());
        whole.setToken(last.getToken());
        whole.setScheme(last.getScheme());
        whole.setNanoTimestamp(last.getNanoTimestamp());
        OptionSet options = new OptionSet(first.getOptions());
        options.removeBlock1();
        if (size > 0) {
            options.setSize1(size);
        }
        whole.setOptions(options);
        if (body != null && body.length > 0) {
            whole.setPayload(Arrays.copyOf(body, body.length));
        }
        exchange.setRequest(whole);
        super.receiveRequest(exchange, whole);
    }

    /** Forgets what nobody goes on with. */
    void sweep() {
        long now = ticker.nanos();
        synchronized (open) {
            Iterator<Upload> uploads = open.values().iterator();
            while (uploads.hasNext()) {
                if (now - uploads.next().touchedNanos < PAUSE_NANOS) {
                    return; // the map is in the order of the last touch
                }
                uploads.remove();
                dropped.increment();
            }
        }
    }
}
