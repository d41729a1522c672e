/**
 * The door that devices connect to directly: an MQTT 3.1.1 and 5 server that takes readings and nothing else. A
 * <b>connection</b> (连接) belongs to one event loop; a <b>session</b> (会话) outlives it and holds the QoS 2 packet numbers
 * that are not released yet; the <b>ack window</b> (应答窗口) keeps answers in the order of the messages.
 *
 * <p>Not here: routing between clients. This is no broker: the only topic a client can subscribe to is its own
 * <b>nack</b> topic, where refusals are told.
 */
@NullMarked
package io.geshao.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
