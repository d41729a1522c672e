package io.geshao.bench.fuzz;

import io.geshao.bench.fuzz.Spoiler.Spoilt;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * CoAP with spoilt payloads, each of which must be answered, and spoilt datagrams between them, after which a ping must
 * be. From one UDP port only as many as there are message ids, since a server remembers those for minutes.
 */
final class CoapFlood {
    private static final int GROUP = 64;
    private static final int IDS = 60_000;
    private static final int MAX_BODY = 900; // one datagram
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int ATTEMPTS = 6;

    private final int port;
    private final String token;
    private final Spoiler spoiler;
    private final Tally tally;

    CoapFlood(int port, String token, Spoiler spoiler, Tally tally) {
        this.port = port;
        this.token = token;
        this.spoiler = spoiler;
        this.tally = tally;
    }

    void run(long count) throws IOException {
        long done = 0;
        while (done < count) {
            // Broken ones from another port: a broken message id must not make a whole message its duplicate.
            try (Coap coap = new Coap(port);
                    Coap stranger = new Coap(port)) {
                int number = 0;
                while (done < count && number < IDS) {
                    int broken = spoiler.random().nextInt(GROUP);
                    int whole = (int) Math.min(GROUP, count - done);
                    for (int i = 0; i < broken && done + i < count; i++) {
                        stranger.send(spoiler.spoiltBytes(datagram(number + i, spoiler.next())));
                        tally.sentUnanswerable();
                    }
                    done += Math.min(broken, count - done);
                    whole = (int) Math.min(whole, count - done);
                    number = group(coap, number + GROUP, whole);
                    done += whole;
                }
            }
        }
    }

    /** Sends some, and again what is not answered; the ping behind them shows that the door still listens. */
    private int group(Coap coap, int first, int size) throws IOException {
        Map<Integer, byte[]> open = new HashMap<>();
        for (int i = 0; i < size; i++) {
            open.put(first + i, datagram(first + i, spoiler.next()));
            tally.sent();
        }
        int pingNumber = first + size;
        open.put(pingNumber, Coap.ping(pingNumber));
        for (int attempt = 0; attempt < ATTEMPTS && !open.isEmpty(); attempt++) {
            for (byte[] datagram : open.values()) {
                coap.send(datagram);
            }
            Coap.Answer answer = coap.receive(PATIENCE_MILLIS);
            while (answer != null) {
                if (open.remove(answer.number()) != null) {
                    count(answer);
                }
                answer = open.isEmpty() ? null : coap.receive(PATIENCE_MILLIS);
            }
        }
        open.values().forEach(lost -> tally.unanswered());
        return pingNumber + 1;
    }

    private void count(Coap.Answer answer) {
        if (answer.code() == Coap.CHANGED) {
            tally.taken();
        } else if (answer.code() != 0) {
            tally.refused(answer.text());
        }
    }

    private byte[] datagram(int number, Spoilt input) {
        SplittableRandom random = spoiler.random();
        byte[] body = input.body().length > MAX_BODY ? java.util.Arrays.copyOf(input.body(), MAX_BODY) : input.body();
        String[] format = input.format().split(":", -1);
        int contentFormat =
                switch (format[0]) {
                    case "cbor" -> 60;
                    case "senml" -> 110;
                    case "senml-cbor" -> 112;
                    case "raw" -> 42;
                    default -> random.nextInt(30) == 0 ? random.nextInt(256) : 50;
                };
        String device = input.where().isEmpty() || input.where().contains("/") ? "d" : input.where();
        return Coap.post(
                number,
                random.nextInt(40) == 0 ? ".hidden" : device,
                contentFormat,
                format[0].equals("raw") ? format[1] : "",
                token,
                body);
    }
}
