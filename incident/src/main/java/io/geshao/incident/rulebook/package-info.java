/**
 * Answers and changes what cases are judged by: the <b>rule book</b> of calendars, class tables and responsibility lists,
 * requests for admission, and the pass over open cases that follows a new calendar.
 *
 * <p>Not here: the tables ({@code list.store}) and what a limit or a row means ({@code clock}, {@code list}).
 */
@NullMarked
package io.geshao.incident.rulebook;

import org.jspecify.annotations.NullMarked;
