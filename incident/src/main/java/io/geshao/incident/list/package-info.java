/**
 * Who is responsible for what. The <b>responsibility list</b> (权责清单) names, for each class of case and place, the unit
 * in charge (主办), those that help (协办), the time limit and what must be true to close (结案标准). Versioned data.
 *
 * <p>Not here: what a case does with it ({@code flow}).
 */
@NullMarked
package io.geshao.incident.list;

import org.jspecify.annotations.NullMarked;
