package io.geshao.console.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * One route of the API.
 *
 * @param method {@code GET} or {@code POST}
 * @param path in the form of the API document, such as {@code /api/v1/devices/{id}}
 * @param action runs on the event loop
 */
public record Endpoint(String method, String path, Permission permission, Handler<RoutingContext> action) {}
