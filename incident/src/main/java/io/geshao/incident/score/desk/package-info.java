/**
 * The <b>score desk</b> answers what {@code casework.port.Assessment} asks; the <b>report maker</b> puts reports together and
 * the <b>report job</b> makes each of them once, when it is due.
 *
 * <p>Not here: what an indicator counts ({@code score}), and SQL ({@code score.store}).
 */
@NullMarked
package io.geshao.incident.score.desk;

import org.jspecify.annotations.NullMarked;
