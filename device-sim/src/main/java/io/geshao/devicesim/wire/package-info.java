/**
 * What goes over the air: a <b>frame</b> (one report of a device), its <b>encoding</b> into a <b>message</b> with the
 * points it should become, the <b>outbox</b> (发件箱) that sends it again until it is acknowledged, and the <b>links</b>
 * that carry it by MQTT and CoAP. Written without a look at the platform's decoders, on purpose. Not here: what a device
 * measures and when it reports.
 */
@NullMarked
package io.geshao.devicesim.wire;

import org.jspecify.annotations.NullMarked;
