/**
 * Assessment: <b>facts</b> are what figures need to know of a case, one value per case; a <b>condition</b> says which cases
 * belong to a set (应结案数, 缓办数…) and is read the same way by memory and by the database; an <b>indicator</b> (指标) is one
 * set over another; a <b>scorecard</b> weighs indicators; <b>reports</b> (通报) are tables made of all that.
 *
 * <p>Not here: what a step does to a case ({@code flow}), and SQL ({@code score.store}).
 */
@NullMarked
package io.geshao.incident.score;

import org.jspecify.annotations.NullMarked;
