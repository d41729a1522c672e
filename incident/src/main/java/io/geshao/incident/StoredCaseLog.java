package io.geshao.incident;

import io.geshao.core.CaseEvent;
import io.geshao.core.port.CaseLog;
import io.geshao.incident.store.CaseStore;
import java.util.List;

/** The case log over the store. Any thread. */
record StoredCaseLog(CaseStore store) implements CaseLog {
    @Override
    public long head() {
        return store.head();
    }

    @Override
    public List<CaseEvent> after(long position, int limit) {
        return store.after(position, limit);
    }
}
