package io.geshao.alerting.rule;

import java.util.List;
import java.util.stream.Collectors;

/** The rule files are wrong; carries everything that is, not just the first. */
public final class BadRulesException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient List<RuleFault> faults;

    BadRulesException(List<RuleFault> faults) {
        super(faults.stream().map(RuleFault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<RuleFault> faults() {
        return faults;
    }
}
