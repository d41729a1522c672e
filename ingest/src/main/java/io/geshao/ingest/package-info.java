/**
 * Ingest (接入): takes batches from gateways, stores every reading once, and hands the new ones on in one order. The
 * <b>acknowledgement</b> (确认) of a batch means that it is committed.
 *
 * <p>Not here: decoding of device payloads, rules, and anything about cases.
 */
@NullMarked
package io.geshao.ingest;

import org.jspecify.annotations.NullMarked;
