/**
 * The tables of the way down: <b>commands</b> (命令) with their <b>steps</b> (过程), the <b>desired configuration</b> (期望配置) of
 * devices, and the <b>credentials</b> (凭据) of gateways, as hashes.
 *
 * <p>Not here: who may ask for what.
 */
@NullMarked
package io.geshao.ingest.downlink.store;

import org.jspecify.annotations.NullMarked;
