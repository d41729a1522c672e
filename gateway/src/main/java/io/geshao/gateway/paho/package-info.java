/**
 * The door to brokers that exist already: a subscriber with a persistent session that acknowledges a message to its
 * broker only after the spool has committed it. The broker vouches for its publishers.
 *
 * <p>Not here: devices that connect to the gateway itself ({@code mqtt}).
 */
@NullMarked
package io.geshao.gateway.paho;

import org.jspecify.annotations.NullMarked;
