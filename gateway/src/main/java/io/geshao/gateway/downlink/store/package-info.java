/**
 * The way down on the gateway's disk: <b>errands</b> (待办) that have not reached their devices, and <b>words</b> (回报) that
 * have not reached the centre.
 *
 * <p>Not here: when something is sent.
 */
@NullMarked
package io.geshao.gateway.downlink.store;

import org.jspecify.annotations.NullMarked;
