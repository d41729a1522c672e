package io.geshao.incident.store;

import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.Step;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Writes what follows from a step of a case in the transaction that stores the step: ladders, notices, clocks, queries'
 * own tables. Called on the thread of the one writer, after the case itself is written.
 */
@FunctionalInterface
public interface StepFollower {
    /**
     * @param before the case before the step, or null if the step opened it
     * @param nowMillis time of the step
     */
    void follow(Handle handle, @Nullable CaseFile before, Step step, long nowMillis);
}
