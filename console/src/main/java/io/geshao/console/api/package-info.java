/**
 * What the API answers: devices and their values, alerts, cases, the map, the <b>summary</b> (汇总) for the wall. Every
 * class is a few functions from a {@link io.geshao.console.http.Call} to an {@link io.geshao.console.http.Answer}, run on
 * port workers.
 *
 * <p>Not here: routing, credentials and the live stream.
 */
@NullMarked
package io.geshao.console.api;

import org.jspecify.annotations.NullMarked;
