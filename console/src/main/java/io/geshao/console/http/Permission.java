package io.geshao.console.http;

/** What an endpoint asks of the caller. Every endpoint has one; there is no default. */
public enum Permission {
    /** Anybody: health, metrics, login. */
    NOBODY,
    /** Somebody who is known. */
    VIEW,
    /** Somebody who is known and did it on purpose: a call by cookie proves that it comes from our own page. */
    ACT
}
