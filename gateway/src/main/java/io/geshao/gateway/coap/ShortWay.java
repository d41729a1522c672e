package io.geshao.gateway.coap;

import io.geshao.core.DeviceId;
import io.geshao.core.RejectionReason;
import io.geshao.core.registry.Device;
import io.geshao.core.time.Ticker;
import io.geshao.gateway.intake.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.UdpEndpointContext;
import org.jspecify.annotations.Nullable;

/**
 * The way of the usual post through plain CoAP: read from the datagram, taken as every other, answered with a few bytes
 * after the spool's commit. Beside it stands Californium, which gets everything else that arrives at the socket: what is
 * no usual post, what comes from a stranger, and what takes too long to be answered on its acknowledgement
 * ({@link Adoptions}).
 *
 * <p>Threads: {@link #take} on the receiving thread, answers on the door's answering thread, {@link #sweep} on its
 * sweeper.
 */
final class ShortWay {
    /** What is larger goes down in blocks, which is Californium's business. */
    private static final int MAX_PAYLOAD = 1_024;

    private static final int FIXED = 4;
    private static final int ACKNOWLEDGEMENT = 0x60; // version 1
    private static final byte CHANGED = 0x44; // 2.04

    private final Posts posts;
    private final Speakers speakers;
    private final Executor answers;
    private final Adoptions adoptions;
    private final Repetitions repetitions;
    private final UdpDataSerializer serializer = new UdpDataSerializer();
    private final PostReader reader = new PostReader(); // the receiving thread's
    private final Counter taken;
    private final Counter repeated;
    private volatile @Nullable Socket socket;

    /** Which way a datagram goes. */
    enum Way {
        SHORT,
        CALIFORNIUM
    }

    /** The socket both ways share. */
    interface Socket extends Adoptions.Receiver {
        /** Sends a datagram; one that cannot be sent is lost, as any may be. */
        void send(byte[] datagram, InetSocketAddress peer);
    }

    ShortWay(
            Posts posts,
            Speakers speakers,
            Executor answers,
            Adoptions adoptions,
            Ticker ticker,
            MeterRegistry meters) {
        this.posts = posts;
        this.speakers = speakers;
        this.answers = answers;
        this.adoptions = adoptions;
        this.repetitions = new Repetitions(ticker);
        this.taken = meters.counter("geshao.gateway.coap.short");
        this.repeated = meters.counter("geshao.gateway.coap.short.repeated");
        meters.gauge("geshao.gateway.coap.short.peers", repetitions, Repetitions::size);
    }

    /** To be called once, before the first datagram. */
    void use(Socket shared) {
        socket = shared;
    }

    /** Takes the datagram, or leaves it to Californium. It is handed over: nobody changes the bytes. */
    Way take(byte[] datagram, InetSocketAddress address) {
        if (reader.read(datagram) == PostReader.Kind.OTHER) {
            return Way.CALIFORNIUM;
        }
        long fingerprint = repetitions.fingerprint(datagram);
        Repetitions.Peer peer = repetitions.known(address);
        if (peer != null) {
            Repetitions.Kind kind = peer.judge(PostReader.messageId(datagram), fingerprint);
            if (kind != Repetitions.Kind.NEW) {
                return again(kind, peer, datagram, address);
            }
        }
        Speaker speaker = speakers.of(reader.device(), reader.token());
        Device device = speaker.device();
        if (speaker.isStranger() || device == null) {
            return Way.CALIFORNIUM;
        }
        peer = peer == null ? repetitions.of(address) : peer;
        if (peer == null) {
            return Way.CALIFORNIUM;
        }
        taken.increment();
        ShortPost post = new ShortPost(this, peer, address, datagram);
        peer.begin(post, fingerprint);
        offer(post, device.id(), speaker);
        return Way.SHORT;
    }

    private void offer(ShortPost post, DeviceId device, Speaker speaker) {
        Posts.Post body =
                new Posts.Post(speaker, device, reader.format(), reader.codec(), reader.body(), 0, reader.device());
        boolean offered = false;
        try {
            RejectionReason atOnce = posts.offer(body, post);
            offered = true;
            if (atOnce != null) {
                post.move(ShortPost.Stage.ANSWERED);
                send(post, posts.refusal(atOnce));
            }
        } finally {
            if (!offered) {
                post.memory().withdraw(post); // a bug of ours: its repetition is to be a new message
            }
        }
    }

    private Way again(Repetitions.Kind kind, Repetitions.Peer peer, byte[] datagram, InetSocketAddress address) {
        switch (kind) {
            case WAITING -> {
                repeated.increment();
                ShortPost post = peer.post();
                if (post != null) {
                    adopt(post); // its sender is impatient: it needs a sign of life now
                }
                return Way.SHORT;
            }
            case ANSWERED -> {
                repeated.increment();
                byte[] answer = peer.answer();
                send(answer.length == 0 ? changed(datagram) : answer, address);
                return Way.SHORT;
            }
            default -> {
                return Way.CALIFORNIUM;
            }
        }
    }

    void answerSoon(ShortPost post) {
        answers.execute(post);
    }

    /** Answers a post, once. */
    void answer(ShortPost post, Verdict verdict) {
        if (verdict.isPlain()) {
            posts.countKept();
            if (post.move(ShortPost.Stage.ANSWERED) == ShortPost.Stage.WAITING) {
                post.memory().answered(post, Repetitions.Peer.PLAIN);
                send(changed(post.datagram()), post.peer());
            } else {
                post.respond(new Response(ResponseCode.CHANGED));
            }
            return;
        }
        Response response = posts.response(verdict);
        boolean large = response.getPayloadSize() > MAX_PAYLOAD;
        if (large && post.prepare(response) == ShortPost.Stage.WAITING) {
            adopt(post);
            if (post.isAdopted()) {
                return; // answered as it was adopted
            }
        }
        if (post.move(ShortPost.Stage.ANSWERED) == ShortPost.Stage.WAITING) {
            send(post, response);
        } else {
            post.respond(response);
        }
    }

    private void send(ShortPost post, Response response) {
        byte[] request = post.datagram();
        if (response.getPayloadSize() > MAX_PAYLOAD) {
            response.setPayload((byte[]) null); // not to be adopted: better the code alone than nothing
        }
        response.setType(CoAP.Type.ACK);
        response.setMID(post.messageId());
        response.setToken(new Token(Arrays.copyOfRange(request, FIXED, FIXED + (request[0] & 0x0f))));
        response.setDestinationContext(new UdpEndpointContext(post.peer()));
        byte[] bytes = serializer.getByteArray(response);
        post.memory().answered(post, bytes);
        send(bytes, post.peer());
    }

    /** 2.04 on the acknowledgement of a request, and nothing else. */
    private static byte[] changed(byte[] request) {
        byte[] answer = Arrays.copyOf(request, FIXED + (request[0] & 0x0f)); // message id and token are the request's
        answer[0] = (byte) (ACKNOWLEDGEMENT | request[0] & 0x0f);
        answer[1] = CHANGED;
        return answer;
    }

    private void send(byte[] datagram, InetSocketAddress peer) {
        Socket open = socket;
        if (open != null) {
            open.send(datagram, peer);
        }
    }

    private void adopt(ShortPost post) {
        Socket open = socket;
        if (open == null || post.isAdopted() || !adoptions.begin(post)) {
            return;
        }
        if (post.move(ShortPost.Stage.ADOPTED) == ShortPost.Stage.WAITING) {
            open.receive(post.datagram(), post.peer());
        }
        adoptions.end(post);
    }

    /** To be called every {@link SignsOfLife#SWEEP_MILLIS}: what waits for long is adopted, so that it gets a sign of life. */
    void sweep() {
        repetitions.sweep(post -> {
            if (post.hasWaited()) {
                adopt(post);
            }
        });
    }
}
