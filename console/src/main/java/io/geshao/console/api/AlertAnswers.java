package io.geshao.console.api;

import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Refusal;
import io.geshao.console.http.Token;
import io.geshao.console.json.CoreJson;
import io.geshao.core.AlertView;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.time.Ticker;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        List<String> after = query.after(all ? "alerts" : "open-alerts", all ? 2 : 3);
        int limit = query.limit(200, 1_000);
        query.finish();
        if (from != null && to != null && from >= to) {
            throw Refusal.parameter("from", "must be before to");
        }
        Page<AlertView> page = all ? raised(call, from, to, after, limit) : open(call, from, to, after, limit);
        return Answer.json(out -> {
            out.writeStartObject();
            CoreJson.alerts(out, "items", page.items());
            CoreJson.string(out, "next", page.next());
            out.writeEndObject();
        });
    }

    private Page<AlertView> raised(
            Call call, @Nullable Long from, @Nullable Long to, @Nullable List<String> after, int limit) {
        long end = to == null ? ticker.epochMillis() + 1 : to;
        long start = from == null ? Math.max(0, end - DAY_MILLIS) : from;
        return Page.visible(
                (last, count) -> {
                    if (last != null) {
                        return desk.raisedBetween(start, last.raisedMillis(), last.id(), count);
                    }
                    return after == null
                            ? desk.raisedBetween(start, end, count)
                            : desk.raisedBetween(start, Math.min(end, Token.number(after.get(0))), after.get(1), count);
                },
                alert -> call.sees(alert.place()),
                limit,
                alert -> Token.of("alerts", alert.raisedMillis(), alert.id()));
    }

    private Page<AlertView> open(
            Call call, @Nullable Long from, @Nullable Long to, @Nullable List<String> after, int limit) {
        return Page.of(
                desk.open().stream()
                        .filter(alert -> call.sees(alert.place()))
                        .filter(alert -> (from == null || alert.raisedMillis() >= from)
                                && (to == null || alert.raisedMillis() < to))
                        .filter(alert -> after == null || isBehind(alert, after))
                        .toList(),
                limit,
                alert -> Token.of("open-alerts", alert.severity().name(), alert.raisedMillis(), alert.id()));
    }

    /** Most severe first, then newest, then by id, as the desk lists what is open. */
    private static boolean isBehind(AlertView alert, List<String> after) {
        return Page.compare(
                        alert.severity().name(),
                        after.get(0),
                        Token.number(after.get(1)),
                        alert.raisedMillis(),
                        alert.id(),
                        after.get(2))
                > 0;
    }
}
