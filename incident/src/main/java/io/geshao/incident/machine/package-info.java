/**
 * How people and clocks move a case, without effects. The <b>table</b> (状态机) has one <b>move</b> (流转) per row: action,
 * from, to, who, what it must carry, guards, clocks. The <b>case machine</b> looks an action up and gives a <b>verdict</b>:
 * a step, or a refusal by name. A <b>timer</b> (定时) is what falls due by itself.
 *
 * <p>Not here: what alerts do to a case ({@code flow}), SQL and threads.
 */
@NullMarked
package io.geshao.incident.machine;

import org.jspecify.annotations.NullMarked;
