package io.geshao.core;

/** Grade of an incident with its warning colour; red is highest. A grade rises at once and falls only by a person. */
public enum Grade {
    /** 特别重大. */
    I("red"),
    /** 重大. */
    II("orange"),
    /** 较大. */
    III("yellow"),
    /** 一般. */
    IV("blue");

    private final String colour;

    Grade(String colour) {
        this.colour = colour;
    }

    public String colour() {
        return colour;
    }
}
