/**
 * The way down: fetches <b>errands</b> (待办) from the centre, keeps them on disk, brings each to its device while its time
 * lasts, takes the device's <b>receipt</b> (回执), and tells the centre what became of it. Needs no connection towards the
 * gateway: it asks.
 *
 * <p>Not here: how bytes get to a device (the doors), and what was ordered by whom (the centre).
 */
@NullMarked
package io.geshao.gateway.downlink;

import org.jspecify.annotations.NullMarked;
