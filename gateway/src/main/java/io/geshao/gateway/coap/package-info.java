/**
 * The CoAP door, plain and over DTLS. <b>Readings</b> (读数) go up at {@code /t/{device}}, in one piece or in blocks, answered
 * 2.04 once the spool has committed and 4.xx with the reason's name otherwise. What a device is to know goes down at
 * {@code /c/{device}}: an <b>offer</b> (下发) that observers are told of and that whoever asks gets, until the device's
 * <b>receipt</b> (回执) comes back. A <b>speaker</b> (发言者) is who was authenticated, by token or by handshake, as far as one
 * device is concerned; a <b>stranger</b> (陌生人) is everybody else.
 *
 * <p>Not here: what a payload says ({@code codec}), what devices are told and when that expires ({@code downlink}), and how
 * many messages a device may send ({@code intake}).
 */
@NullMarked
package io.geshao.gateway.coap;

import org.jspecify.annotations.NullMarked;
