/**
 * Places, units, people, rosters and accounts in PostgreSQL, schema {@code incident}. SQL stores here, it never decides.
 *
 * <p>Not here: who is on duty ({@code people}), and cases ({@code incident.store}).
 */
@NullMarked
package io.geshao.incident.people.store;

import org.jspecify.annotations.NullMarked;
