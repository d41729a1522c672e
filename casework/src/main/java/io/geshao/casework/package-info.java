/**
 * The vocabulary of what people do about cases, shared by whoever does the work ({@code incident}) and whoever shows it
 * ({@code console}). A <b>role</b> (角色) says what somebody may do, an <b>actor</b> is an account with its roles and where
 * they hold; a <b>post</b> (岗位) is somebody to be told, whoever fills it at the time: a <b>recipient</b>. Seams are in
 * {@code casework.port}.
 *
 * <p>Not here: devices, readings and alerts ({@code core}), and any decision.
 */
@NullMarked
package io.geshao.casework;

import org.jspecify.annotations.NullMarked;
