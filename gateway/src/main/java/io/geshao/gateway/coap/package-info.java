/**
 * The CoAP door: {@code POST /t/{device}} with the formats of the payload reference, block-wise, answered 2.04 once the
 * spool has committed and 4.xx with the reason's name otherwise.
 *
 * <p>Not here: what a payload says ({@code codec}), and who may publish ({@code intake}).
 */
@NullMarked
package io.geshao.gateway.coap;

import org.jspecify.annotations.NullMarked;
