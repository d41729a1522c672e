package io.geshao.console.api;

import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Document;
import io.geshao.console.http.Query;
import io.geshao.console.json.CoreJson;
import io.geshao.core.config.OpsServer;
import io.geshao.core.port.TelemetryQuery;
import io.geshao.core.port.TelemetryQuery.RejectionRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What operators ask: health, metrics, rejections, the API document. */
public final class OperationsAnswers {
    private final TelemetryQuery telemetry;
    private final Supplier<Map<String, String>> health;
    private final Supplier<String> metrics;
    private final Document openapi;

    public OperationsAnswers(
            TelemetryQuery telemetry,
            Supplier<Map<String, String>> health,
            Supplier<String> metrics,
            Document openapi) {
        this.telemetry = telemetry;
        this.health = health;
        this.metrics = metrics;
        this.openapi = openapi;
    }

    public Answer health(Call call) {
        Map<String, String> parts = new TreeMap<>(health.get());
        boolean up = parts.values().stream().allMatch("up"::equals);
        String json = OpsServer.healthJson(up, parts);
        return Answer.of(up ? 200 : 503, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public Answer metrics(Call call) {
        return Answer.of(
                200, "text/plain; version=0.0.4; charset=utf-8", metrics.get().getBytes(StandardCharsets.UTF_8));
    }

    public Answer openapi(Call call) {
        return openapi.answer(call, "no-cache");
    }

    public Answer rejections(Call call) {
        Query query = call.query();
        Long before = query.number("before", 0, Long.MAX_VALUE);
        int limit = query.limit(100, 500);
        query.finish();
        List<RejectionRow> rows = telemetry.rejections(before, limit);
        Long next = rows.size() < limit ? null : rows.get(rows.size() - 1).number();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (RejectionRow row : rows) {
                out.writeStartObject();
                out.writeNumberField("number", row.number());
                out.writeStringField("gateway", row.gateway());
                out.writeStringField("reason", row.reason());
                CoreJson.string(out, "device", row.device());
                CoreJson.string(out, "metric", row.metric());
                out.writeStringField("source", row.source());
                out.writeStringField("detail", row.detail());
                out.writeNumberField("receivedMillis", row.receivedMillis());
                out.writeStringField("rawHex", row.rawHex());
                out.writeEndObject();
            }
            out.writeEndArray();
            CoreJson.number(out, "next", next);
            out.writeEndObject();
        });
    }
}
