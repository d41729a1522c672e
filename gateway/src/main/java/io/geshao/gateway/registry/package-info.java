/**
 * What the gateway knows of places, devices and credentials while it runs: the <b>source</b> (档案源) holds the registry in
 * force and is asked anew for every message; the centre pushes a new <b>snapshot</b> (快照), which is checked, kept on disk
 * and put in force without a restart.
 *
 * <p>Not here: how a registry is read from its files (core).
 */
@NullMarked
package io.geshao.gateway.registry;

import org.jspecify.annotations.NullMarked;
