/**
 * The judgement: the <b>truth</b> (真值), what must be raised and what must not; what the platform <b>said</b>; and the
 * <b>scorer</b> (评分) that holds one against the other. Not here: how the truth was brought about.
 */
@NullMarked
package io.geshao.devicesim.score;

import org.jspecify.annotations.NullMarked;
