package io.geshao.incident.machine;

import io.geshao.casework.cases.CaseRefusal;
import io.geshao.incident.flow.Step;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the machine says to an action: steps to be committed as one, the case's own first, or a refusal.
 *
 * @param steps empty if refused
 * @param detail name of the parameter or what else the refusal is about, may be empty
 */
public record Verdict(List<Step> steps, @Nullable CaseRefusal refusal, String detail) {
    public Verdict {
        steps = List.copyOf(steps);
        if (steps.isEmpty() == (refusal == null)) {
            throw new IllegalArgumentException("either steps or a refusal");
        }
    }

    static Verdict go(List<Step> steps) {
        return new Verdict(steps, null, "");
    }

    static Verdict refused(CaseRefusal refusal, String detail) {
        return new Verdict(List.of(), refusal, detail);
    }

    public Optional<CaseRefusal> refused() {
        return Optional.ofNullable(refusal);
    }

    /** The step of the case that was acted on. */
    public Step step() {
        return steps.get(0);
    }
}
