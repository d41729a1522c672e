package io.geshao.console.api;

import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Document;
import io.geshao.core.config.OpsServer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What operators ask: health, metrics, the API document. */
public final class OperationsAnswers {
    private final Supplier<Map<String, String>> health;
    private final Supplier<String> metrics;
    private final Document openapi;

    public OperationsAnswers(Supplier<Map<String, String>> health, Supplier<String> metrics, Document openapi) {
        this.health = health;
        this.metrics = metrics;
        this.openapi = openapi;
    }

    /** All parts, 200 if each of them is up: whether this process is worth sending work to. */
    public Answer health(Call call) {
        return judged(OpsServer.Probe.READY);
    }

    /** All parts, 200 if none of them needs a restart. */
    public Answer live(Call call) {
        return judged(OpsServer.Probe.LIVE);
    }

    private Answer judged(OpsServer.Probe probe) {
        Map<String, String> parts = new TreeMap<>(health.get());
        boolean up = probe.holds(parts);
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
}
