package io.geshao.devicesim;

import io.geshao.core.time.Ticker;
import io.geshao.devicesim.ledger.Ledger;
import io.geshao.devicesim.score.Truth.Decisive;
import io.geshao.devicesim.wire.Deliveries;
import io.geshao.devicesim.wire.Message;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the books of what the links report: ledger, counters, and the moment each decisive message left. Any thread. */
final class Tally implements Deliveries {
    private static final Logger log = LoggerFactory.getLogger(Tally.class);

    private final Ticker ticker;
    private final Ledger ledger;
    private final Counter attempts;
    private final Counter ackedMessages;
    private final Counter ackedPoints;
    private final Counter rejectedByDesign;
    private final Counter refusedUnexpectedly;
    private final Counter reconnects;
    private final Map<Message, List<Decisive>> decided = Collections.synchronizedMap(new WeakHashMap<>());
    private final Set<String> connected = ConcurrentHashMap.newKeySet();
    private final Set<String> everConnected = ConcurrentHashMap.newKeySet();
    private final AtomicLong unexpectedTold = new AtomicLong();

    Tally(Ticker ticker, Ledger ledger, MeterRegistry meters) {
        this.ticker = ticker;
        this.ledger = ledger;
        attempts = meters.counter("geshao.sim.attempts");
        ackedMessages = meters.counter("geshao.sim.acked.messages");
        ackedPoints = meters.counter("geshao.sim.acked.points");
        rejectedByDesign = meters.counter("geshao.sim.rejected.by.design");
        refusedUnexpectedly = meters.counter("geshao.sim.refused.unexpectedly");
        reconnects = meters.counter("geshao.sim.reconnects");
    }

    void decides(Message message, Decisive... decisives) {
        if (decisives.length > 0) {
            decided.put(message, List.of(decisives));
        }
    }

    @Override
    public void attempted(Message message) {
        attempts.increment();
        ledger.attempted(message);
        List<Decisive> decisives = decided.get(message);
        if (decisives != null) {
            long now = ticker.epochMillis();
            decisives.forEach(decisive -> decisive.publishedAt(now));
        }
    }

    @Override
    public void acknowledged(Message message) {
        ackedMessages.increment();
        ackedPoints.increment(ledger.acknowledged(message));
        if (!message.refusal().isEmpty()) {
            if (message.points().isEmpty()) {
                tellUnexpected(message, "acknowledged, though " + message.refusal() + " was due");
            } else {
                rejectedByDesign.increment();
            }
        }
    }

    @Override
    public void refused(Message message, String answer) {
        if (message.refusal().isEmpty()) {
            tellUnexpected(message, answer);
        } else {
            rejectedByDesign.increment();
        }
    }

    private void tellUnexpected(Message message, String what) {
        refusedUnexpectedly.increment();
        if (unexpectedTold.getAndIncrement() < 5) {
            log.warn("message of {}: {}", message.device(), what);
        }
    }

    @Override
    public void lineBroke(String identity) {
        connected.remove(identity);
    }

    @Override
    public void lineUp(String identity) {
        connected.add(identity);
        if (!everConnected.add(identity)) {
            reconnects.increment();
        }
    }

    boolean isConnected(String identity) {
        return connected.contains(identity);
    }

    int connected() {
        return connected.size();
    }

    long attempts() {
        return (long) attempts.count();
    }

    long ackedMessages() {
        return (long) ackedMessages.count();
    }

    long ackedPoints() {
        return (long) ackedPoints.count();
    }

    long rejectedByDesign() {
        return (long) rejectedByDesign.count();
    }

    long refusedUnexpectedly() {
        return (long) refusedUnexpectedly.count();
    }

    long reconnects() {
        return (long) reconnects.count();
    }
}
