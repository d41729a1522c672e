package io.geshao.devicesim.wire;

/** What becomes of messages. Called from the links' threads; must not block. */
public interface Deliveries {
    /** It is about to be put on the line, for the first time or again. */
    void attempted(Message message);

    /** The platform has promised to keep it. */
    void acknowledged(Message message);

    /** @param answer the protocol's own words, such as {@code mqtt 0x99} or {@code coap 4.00} */
    void refused(Message message, String answer);

    /** A connection that was up is down. */
    void lineBroke(String identity);

    /** A connection stands; the first time and after each break. */
    void lineUp(String identity);
}
