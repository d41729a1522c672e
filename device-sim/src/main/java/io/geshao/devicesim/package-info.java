/**
 * The simulator: a seeded <b>virtual community</b> (虚拟社区) that speaks real MQTT and CoAP with its own encoders, plays a
 * <b>scenario</b> (场景) whose <b>truth</b> (真值) it knows, keeps a <b>ledger</b> (台账) of every acknowledged reading, and
 * scores what the platform made of it. Not here: anything of the platform's decoding or deciding; the two are written
 * apart so that one mistake cannot hide in both.
 */
@NullMarked
package io.geshao.devicesim;

import org.jspecify.annotations.NullMarked;
