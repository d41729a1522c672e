/**
 * What others ask about people and rosters, answered from the store: the ports of {@code casework.port}. A <b>desk</b>
 * reads, lets {@code people} decide and stores.
 *
 * <p>Not here: HTTP ({@code console}).
 */
@NullMarked
package io.geshao.incident.people.desk;

import org.jspecify.annotations.NullMarked;
