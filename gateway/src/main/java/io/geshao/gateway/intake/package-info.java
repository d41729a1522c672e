/**
 * What all doors share. A <b>message</b> (报文) is what a door received, with the <b>publisher</b> (发布者) it came from; the
 * <b>verdict</b> (结论) is what the door may answer once the spool has committed. Nothing is answered before.
 *
 * <p>Not here: bytes of a protocol ({@code mqtt}, {@code paho}, {@code coap}), and what a payload says ({@code codec}).
 */
@NullMarked
package io.geshao.gateway.intake;

import org.jspecify.annotations.NullMarked;
