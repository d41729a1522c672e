/**
 * The door for gateways: {@code POST /uplink/v1/batches} with one batch as CBOR. A request is answered once its batch is
 * committed, and not before.
 *
 * <p>Not here: storing anything.
 */
@NullMarked
package io.geshao.ingest.http;

import org.jspecify.annotations.NullMarked;
