/**
 * The whole platform in one process. <b>Standalone</b> (单机版) wires every module on one embedded or given database; the
 * <b>demo</b> (演示) adds the simulated community, scores what the platform said against the ground truth, and counts
 * every acknowledged reading in the database.
 *
 * <p>Not here: any behaviour of its own. What is decided, stored or drawn is in the modules.
 */
@NullMarked
package io.geshao.standalone;

import org.jspecify.annotations.NullMarked;
