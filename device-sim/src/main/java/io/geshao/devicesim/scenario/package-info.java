/**
 * What the virtual community does: <b>virtual devices</b> with their ordinary behaviour, the <b>cast</b> (角色) that a
 * scenario picks from them, and the <b>demo scenario</b>: incidents that must be raised and noise that must not be. Not
 * here: how messages travel, and how the answer is judged.
 */
@NullMarked
package io.geshao.devicesim.scenario;

import org.jspecify.annotations.NullMarked;
