package io.geshao.core.port;

import io.geshao.core.CaseEvent;
import java.util.List;

/** The timelines of all cases in one total order, to be read from a remembered position. Blocking; any thread. */
public interface CaseLog {
    long head();

    /** Events after a position, ascending; once one is returned, no lower position appears later. */
    List<CaseEvent> after(long position, int limit);
}
