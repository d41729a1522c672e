package io.geshao.testkit.story;

import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.BatchSink;
import io.geshao.core.port.CaseDesk;
import io.geshao.testkit.FakeTicker;

/** A platform that a story can play on. */
public interface Stage {
    FakeTicker ticker();

    BatchSink sink();

    AlertDesk alerts();

    CaseDesk cases();

    /** Returns when everything delivered so far, and every timer due by now, has had its whole effect. */
    void settle();
}
