/**
 * What a gateway asks of the <b>centre</b> (中心) beside bringing batches: to be let in with a <b>provisioning token</b>
 * (开通令牌), and everything after that with the <b>credential</b> (凭据) it made for itself.
 *
 * <p>Not here: batches (uplink), and what is done with the answers.
 */
@NullMarked
package io.geshao.gateway.centre;

import org.jspecify.annotations.NullMarked;
