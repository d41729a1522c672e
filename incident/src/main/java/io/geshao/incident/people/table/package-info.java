/**
 * Tables that people write: CSV (RFC 4180) for units, people, posts, rosters, households, residents and things, GeoJSON
 * (RFC 7946) for places. Reading finds every <b>fault</b> (错误) of a file at once, each with its line.
 *
 * <p>Not here: whether what a table names exists ({@code people.desk}).
 */
@NullMarked
package io.geshao.incident.people.table;

import org.jspecify.annotations.NullMarked;
