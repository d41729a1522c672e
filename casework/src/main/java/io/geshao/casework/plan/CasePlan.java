package io.geshao.casework.plan;

import io.geshao.casework.plan.ResponsePlan.PlanStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a case has come in its plan.
 *
 * @param startedMillis beginning of the case: minutes of the steps count from here
 */
public record CasePlan(String number, ResponsePlan plan, long startedMillis, List<Done> done) {
    public CasePlan {
        done = List.copyOf(done);
    }

    /**
     * A step that was done.
     *
     * @param by account of who said so
     * @param note what was seen or done, or empty
     */
    public record Done(int step, long atMillis, String by, String note) {}

    /** When a step is due at the latest. */
    public long dueMillis(PlanStep step) {
        return startedMillis + step.minutes() * 60_000L;
    }

    /** When a step was done, or null if it was not. */
    public @Nullable Done done(PlanStep step) {
        return done.stream()
                .filter(one -> one.step() == step.number())
                .findFirst()
                .orElse(null);
    }

    /** Steps that are not done although their time is over, or that were done after it. */
    public List<PlanStep> late(long nowMillis) {
        return plan.steps().stream()
                .filter(step -> {
                    Done when = done(step);
                    return (when == null ? nowMillis : when.atMillis()) > dueMillis(step);
                })
                .toList();
    }
}
