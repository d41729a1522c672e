/**
 * Readings at rest. A <b>flavour</b> (数据库类型) is what the database can do: TimescaleDB or plain PostgreSQL. A
 * <b>group</b> (提交组) is all the batches that one transaction commits. A <b>redelivery</b> (重投) is a batch that was
 * committed before. The <b>dictionary</b> (字典) gives names of devices and metrics their numbers.
 *
 * <p>Not here: how batches travel, and what readings mean.
 */
@NullMarked
package io.geshao.ingest.store;

import org.jspecify.annotations.NullMarked;
