/**
 * What exists: <b>places</b> (地点) in a tree of codes, <b>devices</b> (设备) that hang on them, the <b>profiles</b> (型号档案)
 * that say how a model behaves, and the <b>credentials</b> (凭据) that say who may publish as whom.
 *
 * <p>Not here: anything a device has said.
 */
@NullMarked
package io.geshao.core.registry;

import org.jspecify.annotations.NullMarked;
