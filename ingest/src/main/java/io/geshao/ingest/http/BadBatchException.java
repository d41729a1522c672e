package io.geshao.ingest.http;

/** A request body that is not a batch, and will not be one when it is sent again. */
final class BadBatchException extends Exception {
    private static final long serialVersionUID = 1;
    private final Reason reason;

    BadBatchException(Reason reason, String detail) {
        super(reason + ": " + detail);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /** The HTTP status that says so. */
    int status() {
        return switch (reason) {
            case UNSUPPORTED_ENCODING -> 415;
            case TOO_LARGE -> 413;
            default -> 400;
        };
    }

    /** What is wrong with it. */
    enum Reason {
        EMPTY_BODY,
        UNSUPPORTED_ENCODING,
        BAD_ENCODING,
        TOO_LARGE,
        BAD_CBOR,
        BAD_SHAPE,
        KEY_MISSING,
        DUPLICATE_KEY,
        BAD_GATEWAY,
        BAD_LANE,
        BAD_NUMBERS,
        BAD_GAP,
        BAD_DEVICE,
        UNKNOWN_METRIC,
        NOT_FINITE,
        UNKNOWN_REASON
    }
}
