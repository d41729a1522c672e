/**
 * Databases to test against. A <b>flavour</b> is what the test needs, a <b>provider</b> is where it comes from, in this
 * order: an external URL, a container, TimescaleDB's WebAssembly build, embedded PostgreSQL. The run ends with a table
 * of what ran on what.
 */
@NullMarked
package io.geshao.testkit.db;

import org.jspecify.annotations.NullMarked;
