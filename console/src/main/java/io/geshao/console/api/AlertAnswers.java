package io.geshao.console.api;

import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.CoreJson;
import io.geshao.core.AlertView;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.time.Ticker;
import java.util.List;

/** Alert episodes. */
public final class AlertAnswers {
    static final List<String> STATES = List.of("open", "all");
    private static final long DAY_MILLIS = 86_400_000L;

    private final AlertDesk desk;
    private final Ticker ticker;

    public AlertAnswers(AlertDesk desk, Ticker ticker) {
        this.desk = desk;
        this.ticker = ticker;
    }

    public Answer list(Call call) {
        Query query = call.query();
        boolean all = "all".equals(query.oneOf("state", STATES));
        Long from = query.millis("from");
        Long to = query.millis("to");
        int limit = query.limit(200, 1_000);
        query.finish();
        if (from != null && to != null && from >= to) {
            throw Refusal.parameter("from", "must be before to");
        }
        List<AlertView> alerts;
        if (all) {
            long end = to == null ? ticker.epochMillis() + 1 : to;
            alerts = desk.raisedBetween(from == null ? Math.max(0, end - DAY_MILLIS) : from, end, limit);
        } else {
            alerts = desk.open().stream()
                    .filter(alert ->
                            (from == null || alert.raisedMillis() >= from) && (to == null || alert.raisedMillis() < to))
                    .limit(limit)
                    .toList();
        }
        return Answer.json(out -> {
            out.writeStartObject();
            CoreJson.alerts(out, "items", alerts);
            out.writeEndObject();
        });
    }
}
