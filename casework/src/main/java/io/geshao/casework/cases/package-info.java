/**
 * The words of a case: an <b>action</b> (动作) moves it, a <b>field</b> is what an action must carry, a <b>refusal</b> says
 * by name why an action is not allowed; a <b>source</b> (来源) is who found it; an <b>overlay</b> (挂账、督办、裁定) lies over
 * its state; a <b>level</b> (层级) leads it; a <b>sheet</b> (案卷) is all that a page shows of it.
 *
 * <p>Not here: which action is allowed when, which is the case machine's business ({@code incident}).
 */
@NullMarked
package io.geshao.casework.cases;

import org.jspecify.annotations.NullMarked;
