package io.geshao.incident.notice;

/** One provider. Blocking, any thread; a send takes at most some ten seconds and never throws for what can happen. */
public interface NoticeChannel extends AutoCloseable {
    Delivery send(Message message);

    /** The most bytes of UTF-8 a text may have. */
    int maxBytes();

    /** Whether the address is in the form this channel takes. */
    default boolean takes(String address) {
        return true;
    }

    @Override
    default void close() {}
}
