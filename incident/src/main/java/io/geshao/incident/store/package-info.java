/**
 * Cases in PostgreSQL, schema {@code incident}: the <b>case store</b> (案卷库) reads, one <b>writing transaction</b> at a
 * time changes. SQL stores here, it never decides.
 *
 * <p>Not here: what a step does to a case ({@code flow}).
 */
@NullMarked
package io.geshao.incident.store;

import org.jspecify.annotations.NullMarked;
