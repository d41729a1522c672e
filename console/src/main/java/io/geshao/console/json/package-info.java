/**
 * The core vocabulary as JSON (数据格式): every record field by field, as {@code openapi.yaml} says.
 *
 * <p>Not here: which of it is asked for ({@code api}) or sent by itself ({@code live}).
 */
@NullMarked
package io.geshao.console.json;

import org.jspecify.annotations.NullMarked;
