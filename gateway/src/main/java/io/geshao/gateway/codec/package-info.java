/**
 * Payload bytes become readings here, or a named reason why not. A <b>format</b> (格式) is decided by content type or topic
 * suffix, never by the first byte. A <b>message</b> (报文) is what one identity (device, boot, sequence number) stands for; a
 * body may hold several. A <b>codec</b> (编解码器) reads the <b>frames</b> (帧) of one vendor's model, bare or inside the
 * <b>event</b> (上行事件) of a LoRaWAN network server; which codec, the registry says. A <b>drop</b> (剔除) leaves out one metric, a <b>refusal</b> (拒绝) a whole message.
 *
 * <p>Not here: who may publish (intake), whether a message was seen before (spool), and any input or output.
 */
@NullMarked
package io.geshao.gateway.codec;

import org.jspecify.annotations.NullMarked;
