package io.geshao.console.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * One route of the API.
 *
 * @param method {@code GET} or {@code POST}
 * @param path in the form of the API document, such as {@code /api/v1/devices/{id}}
 * @param action runs on the event loop
 * @param bodyLimitBytes what is announced or sent beyond it is 413
 */
public record Endpoint(
        String method, String path, Permission permission, Handler<RoutingContext> action, int bodyLimitBytes) {
    /** With a body of usual length. */
    public Endpoint(String method, String path, Permission permission, Handler<RoutingContext> action) {
        this(method, path, permission, action, Front.BODY_LIMIT_BYTES);
    }
}
