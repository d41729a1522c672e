/**
 * Assessment in PostgreSQL: the <b>facts store</b> keeps one row per case and answers with counts and lists, the
 * <b>report store</b> keeps what was made. SQL counts here, what it counts is defined in {@code score}.
 */
@NullMarked
package io.geshao.incident.score.store;

import org.jspecify.annotations.NullMarked;
