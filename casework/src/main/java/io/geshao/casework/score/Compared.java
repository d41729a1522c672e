package io.geshao.casework.score;

/** A figure with those of the period before (环比) and of the same period a year before (同比). */
public record Compared(Figure now, Figure before, Figure yearBefore) {}
