package io.geshao.console.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * One route of the API.
 *
 * @param method {@code GET} or {@code POST}
 * @param path in the form of the API document, such as {@code /api/v1/devices/{id}}
 * @param bodyLimitBytes what is announced or sent beyond it is 413
 * @param action runs on the event loop
 */
public record Endpoint(
        String method, String path, Permission permission, int bodyLimitBytes, Handler<RoutingContext> action) {
    /** Enough for any object of this API; tables and files need more. */
    static final int BODY_LIMIT_BYTES = 16 * 1024;

    public Endpoint(String method, String path, Permission permission, Handler<RoutingContext> action) {
        this(method, path, permission, BODY_LIMIT_BYTES, action);
    }
}
