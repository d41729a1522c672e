package io.geshao.incident.store;

import io.geshao.incident.flow.Step;

/** An order for alerting that is committed and not yet taken. */
public record AlertOrder(long id, Step.Order order) {}
