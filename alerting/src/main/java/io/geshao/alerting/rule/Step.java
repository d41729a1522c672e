package io.geshao.alerting.rule;

import io.geshao.alerting.state.Reason;

/** What the evaluator answers: the state after, and why it is so. */
public record Step(RuleState state, Reason reason) {}
