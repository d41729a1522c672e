package io.geshao.alerting.rule.operator;

import io.geshao.alerting.rule.Operand;

/** What one word remembers of one metric of one device. Owner: the thread that owns the device. */
interface Memory {
    /** A value has come; its event time may lie before that of one that came earlier. */
    void add(double value, long eventMillis);

    /** What the word says at that moment; NaN if nothing is known. Truths are 1 and 0. */
    double value(Operand operand, long nowMillis);

    /** All it remembers, for a snapshot. */
    double[] state();

    /** Takes up what {@link #state} has given, in this version or an earlier one; what does not fit is let go. */
    void restore(double[] state);
}
