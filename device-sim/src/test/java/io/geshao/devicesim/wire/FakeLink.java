package io.geshao.devicesim.wire;

import io.geshao.devicesim.pace.Agenda;
import java.util.ArrayList;
import java.util.List;

/**
 * A link without a network on virtual time: each message reaches the other side after a while and is answered after
 * another. The line can be cut and mended at will; what was on the way then is lost in both directions.
 */
public final class FakeLink implements Link {
    private static final int OUTBOX = 4_096;

    private final Agenda agenda;
    private final Deliveries deliveries;
    private final long delayMillis;
    private final Outbox outbox = new Outbox(OUTBOX, 16);
    private final List<Message> arrived = new ArrayList<>();
    private boolean up;
    private boolean over;
    private int line;

    public FakeLink(Agenda agenda, Deliveries deliveries, long delayMillis) {
        this.agenda = agenda;
        this.deliveries = deliveries;
        this.delayMillis = delayMillis;
    }

    /** What reached the other side, repeats included. */
    public List<Message> arrived() {
        return arrived;
    }

    public void cut() {
        up = false;
        line++;
        outbox.lineBroke();
    }

    @Override
    public void open() {
        up = !over;
        pump();
    }

    @Override
    public boolean send(Message message) {
        if (over || outbox.offer(message) == Outbox.Offer.FULL) {
            return false;
        }
        pump();
        return true;
    }

    private void pump() {
        for (Message message = up ? outbox.next() : null; message != null; message = outbox.next()) {
            Message sent = message;
            int onLine = line;
            deliveries.attempted(sent);
            agenda.after(delayMillis, () -> {
                if (onLine == line) {
                    arrived.add(sent);
                    agenda.after(delayMillis, () -> answer(sent, onLine));
                }
            });
        }
    }

    private void answer(Message message, int onLine) {
        if (onLine == line) {
            outbox.settle(message);
            if (message.refusal().isEmpty() || !message.points().isEmpty()) {
                deliveries.acknowledged(message);
            } else {
                deliveries.refused(message, "fake");
            }
            pump();
        }
    }

    @Override
    public void die() {
        over = true;
        cut();
    }

    @Override
    public int owed() {
        return over ? 0 : outbox.owed();
    }

    @Override
    public void close() {
        over = true;
    }
}
