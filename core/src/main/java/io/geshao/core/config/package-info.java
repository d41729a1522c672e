/**
 * The rim that every process shares: typed <b>settings</b> (配置) that fail at start with all faults at once, and the small
 * <b>ops server</b> (运维端口) for health and metrics.
 */
@NullMarked
package io.geshao.core.config;

import org.jspecify.annotations.NullMarked;
