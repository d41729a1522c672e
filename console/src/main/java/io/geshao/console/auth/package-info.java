/**
 * Who is asking. An <b>account</b> (账号) proves itself by password, with HTTP Basic on each call or once for a
 * <b>session</b> (会话). Guessing is slowed down per address.
 *
 * <p>Not here: devices and their credentials ({@code gateway}).
 */
@NullMarked
package io.geshao.console.auth;

import org.jspecify.annotations.NullMarked;
