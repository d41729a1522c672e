package io.geshao.alerting.rule;

/** One thing that is wrong with a rule file, for the person who wrote it. Line and column count from 1. */
public record RuleFault(String file, int line, int column, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
