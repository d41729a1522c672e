/**
 * Emergencies for other systems, in the Common Alerting Protocol 1.2 of OASIS. A <b>turn</b> is what a step of a case
 * means to somebody outside: a warning, an update, an all-clear (解除), a cancellation; each becomes one message that
 * refers to all before it.
 *
 * <p>Not here: telling people ({@code notice}), and serving the feed over HTTP ({@code console}).
 */
@NullMarked
package io.geshao.incident.cap;

import org.jspecify.annotations.NullMarked;
