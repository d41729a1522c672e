package io.geshao.alerting.rule;

/** What is known about one device at one moment. */
@FunctionalInterface
public interface Values {
    /** The operand's value, 0 or 1 for booleans, or NaN if it is not known. */
    double get(Operand operand);
}
