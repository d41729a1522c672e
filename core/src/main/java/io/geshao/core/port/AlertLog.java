package io.geshao.core.port;

import io.geshao.core.AlertTransition;
import java.util.List;

/** All alert transitions in one total order, to be read from a remembered position. Blocking; any thread. */
public interface AlertLog {
    /** Position of the newest transition; 0 if there is none. */
    long head();

    /** Transitions after a position, ascending; once one is returned, no lower position appears later. */
    List<AlertTransition> after(long position, int limit);
}
