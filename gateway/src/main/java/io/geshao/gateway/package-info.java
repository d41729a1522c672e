/**
 * The edge: turns what devices send into readings that cannot get lost any more. A <b>door</b> (接入口) is one way in: the
 * MQTT endpoint, the subscriber to existing brokers, the CoAP server. Every door hands its messages to the one
 * <b>intake</b> (接收), which authorises, decodes and spools them; the <b>spool</b> (缓存) makes them durable, and only then
 * the door answers the device; the <b>uplink</b> (上行) carries them to the centre.
 *
 * <p>Not here: what a reading means ({@code alerting}), and where it is kept for good ({@code ingest}).
 */
@NullMarked
package io.geshao.gateway;

import org.jspecify.annotations.NullMarked;
