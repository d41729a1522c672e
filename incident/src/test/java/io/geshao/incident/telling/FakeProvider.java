package io.geshao.incident.telling;

import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A provider that remembers what it was handed, and answers as it is told to. Any thread. */
final class FakeProvider implements NoticeChannel {
    private final String name;
    private final int maxBytes;
    private final List<String> heard;
    final List<Message> messages = new CopyOnWriteArrayList<>();
    volatile Function<Message, Delivery> answer = message -> Delivery.accepted("");

    /** @param heard what all providers of a test heard, in order */
    FakeProvider(String name, int maxBytes, List<String> heard) {
        this.name = name;
        this.maxBytes = maxBytes;
        this.heard = heard;
    }

    @Override
    public Delivery send(Message message) {
        messages.add(message);
        Delivery delivery = answer.apply(message);
        heard.add(name + " " + message.address() + " " + message.key() + " " + delivery.outcome());
        return delivery;
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }
}
