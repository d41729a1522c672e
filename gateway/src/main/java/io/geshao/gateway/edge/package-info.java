/**
 * What a gateway does about life safety while its centre cannot be reached (断网自治). It judges the life-safety rules all
 * the time; when an alarm cannot be brought to the centre it is <b>told</b> (就地告警) here: on the <b>board</b> (告示板), a page
 * on the gateway's own network, and on MQTT. A <b>mark</b> (就地告警标记) goes up with the readings and says that it was.
 *
 * <p>Not here: the rules and their evaluator ({@code alerting}, found at run time), and what the centre makes of it.
 */
@NullMarked
package io.geshao.gateway.edge;

import org.jspecify.annotations.NullMarked;
