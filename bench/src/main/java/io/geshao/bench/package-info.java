/**
 * Measurements of the whole, each beside its comparison in the same run, so that a ratio comes out that survives a noisy
 * machine. Not part of what ships; nothing here asserts a speed.
 */
@NullMarked
package io.geshao.bench;

import org.jspecify.annotations.NullMarked;
