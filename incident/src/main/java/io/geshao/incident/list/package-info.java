/**
 * Who is responsible for what. The <b>responsibility list</b> (权责清单) names, for each class of case and place, the unit
 * in charge (主办), those that help (协办), the time limit and what must be true to close (结案标准). A <b>class table</b> (案卷分类) says what classes of case there are, when one may
 * be filed (立案标准) and how long it may take. An <b>admission</b> (准入) is a request, decided by three people, that a
 * community does work the list does not give it. Lists and tables are versioned data.
 *
 * <p>Not here: what a case does with it ({@code flow}).
 */
@NullMarked
package io.geshao.incident.list;

import org.jspecify.annotations.NullMarked;
