package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.AlertJson;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertControl.Flood;
import io.geshao.core.port.AlertControl.RuleSheet;
import io.geshao.core.port.AlertControl.Silence;
import io.geshao.core.port.AlertControl.Wish;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Silences, and beside them what they are about: rules and floods. */
public final class SilenceAnswers {
    private static final List<String> STATES = List.of("open", "all");
    private static final long MINUTE = 60_000;
    private static final int MAX_SCOPE = 300;

    private final AlertControl control;

    public SilenceAnswers(AlertControl control) {
        this.control = control;
    }

    public Answer list(Call call) {
        Query query = call.query();
        boolean all = "all".equals(query.oneOf("state", STATES));
        int limit = query.limit(200, 1_000);
        query.finish();
        List<Silence> silences = control.silences(all ? AlertControl.Ended.LISTED : AlertControl.Ended.LEFT_OUT, limit);
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Silence silence : silences) {
                AlertJson.silence(out, silence);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    public Answer one(Call call) {
        call.query().finish();
        String id = call.path("id");
        return AlertActions.answer(
                control.silence(id).orElseThrow(() -> Refusal.of(Reason.NO_SUCH_SILENCE, "there is no silence " + id)));
    }

    public Answer add(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("kind", "scope", "rule", "severest", "reason", "workOrder", "minutes"));
        Wish wish = new Wish(
                constant(AlertControl.Kind.class, body, "kind"),
                Call.text(body, "scope", MAX_SCOPE),
                body.has("rule") ? Call.text(body, "rule", 64) : "",
                constant(Severity.class, body, "severest"),
                Call.text(body, "reason", AlertActions.MAX_REASON),
                body.has("workOrder") ? Call.text(body, "workOrder", 64) : "",
                AlertActions.minutes(body) * MINUTE);
        return AlertActions.answer(AlertActions.asked(() -> control.add(wish, call.account())));
    }

    public Answer confirm(Call call) {
        call.query().finish();
        return AlertActions.answer(AlertActions.asked(() -> control.confirm(call.path("id"), call.account())));
    }

    public Answer end(Call call) {
        call.query().finish();
        return AlertActions.answer(AlertActions.asked(() -> control.end(call.path("id"), call.account())));
    }

    public Answer rules(Call call) {
        call.query().finish();
        List<RuleSheet> rules = control.rules();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (RuleSheet rule : rules) {
                AlertJson.rule(out, rule);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    public Answer floods(Call call) {
        call.query().finish();
        List<Flood> floods = control.floods();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Flood flood : floods) {
                AlertJson.flood(out, flood);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode body, String field) {
        String name = Call.text(body, field, 32);
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.parameter(field, "must be one of " + Arrays.toString(type.getEnumConstants())));
    }
}
