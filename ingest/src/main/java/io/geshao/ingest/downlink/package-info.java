/**
 * The way down at the centre: orders are kept, gateways ask for them and say what became of them; gateways are let in by
 * a one-time <b>provisioning token</b> (开通令牌) and a credential of their own from then on, and are given the part of the
 * <b>registry</b> (档案) that is theirs.
 *
 * <p>Not here: how anything gets to a device (the gateway).
 */
@NullMarked
package io.geshao.ingest.downlink;

import org.jspecify.annotations.NullMarked;
