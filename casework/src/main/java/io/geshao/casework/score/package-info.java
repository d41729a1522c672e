/**
 * The words of assessment (考核): an <b>indicator</b> (指标) is a named figure with formula, unit, target and source; a
 * <b>figure</b> (数据) is its raw counts for a <b>scope</b> (a place subtree, a unit) and a <b>period</b>; the cases behind
 * a figure can be listed (核数据). A <b>ranking</b> (排名) orders places or units by score; a <b>report</b> (通报) is made once
 * and kept; an <b>interview</b> (约谈) is proposed by the platform and issued by a leader.
 *
 * <p>Not here: how any of it is computed ({@code incident}) and drawn ({@code console}).
 */
@NullMarked
package io.geshao.casework.score;

import org.jspecify.annotations.NullMarked;
