/**
 * Who fills a post at a moment, and whether that is enough, without effects. The <b>duty book</b> (值班簿) is what rosters,
 * held posts and absences say together; <b>reachability</b> (可达性) says by what ways a person can be told; the <b>gap
 * planner</b> (缺口预排) looks for times at which nobody could be.
 *
 * <p>Not here: telling anybody, and SQL ({@code people.store}).
 */
@NullMarked
package io.geshao.incident.people;

import org.jspecify.annotations.NullMarked;
