/**
 * What is to be done when it happens. A <b>response plan</b> (预案) is a list of steps bound to classes of cases, in
 * versions that never change; a case keeps the version it began with. A <b>drill</b> (演练) is a plan played through.
 *
 * <p>Not here: who is told and when ({@code ladder}), which is not a matter of judgement.
 */
@NullMarked
package io.geshao.casework.plan;

import org.jspecify.annotations.NullMarked;
