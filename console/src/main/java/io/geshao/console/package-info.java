/**
 * The console (控制台): what people and city brains see of Geshao. {@link io.geshao.console.Console} starts the <b>HTTP
 * API</b> (接口), the <b>live stream</b> (实时推送) and the <b>duty page</b> (值守大屏) over ports; it owns no table.
 *
 * <p>Not here: whether something is an alarm ({@code alerting}) and what may be done about it ({@code incident}).
 */
@NullMarked
package io.geshao.console;

import org.jspecify.annotations.NullMarked;
