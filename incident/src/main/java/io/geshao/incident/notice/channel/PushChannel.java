package io.geshao.incident.notice.channel;

import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;

/** The page of the platform itself: what is in the outbox for a person is on the person's page, so nothing is left to do. */
final class PushChannel implements NoticeChannel {
    private static final int MAX_BYTES = 4_096;

    @Override
    public Delivery send(Message message) {
        return Delivery.accepted("");
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }
}
