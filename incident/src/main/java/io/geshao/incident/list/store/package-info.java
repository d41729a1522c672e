/**
 * Tables of what cases are judged by: versions of calendars, class tables and responsibility lists, and requests for
 * admission.
 *
 * <p>Not here: what is decided with them ({@code list}, {@code flow}).
 */
@NullMarked
package io.geshao.incident.list.store;

import org.jspecify.annotations.NullMarked;
