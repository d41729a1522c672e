/**
 * When things happen: the <b>agenda</b> (日程), a queue of tasks by time, run by one thread in a process and by hand in a
 * test. Not here: what the tasks do.
 */
@NullMarked
package io.geshao.devicesim.pace;

import org.jspecify.annotations.NullMarked;
