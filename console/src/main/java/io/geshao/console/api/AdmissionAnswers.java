package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.Role;
import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.AdmissionDesk.Action;
import io.geshao.casework.port.AdmissionDesk.Sheet;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.RuleJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Requests that a community takes on further work: applied for, reviewed, decided, watched. */
public final class AdmissionAnswers {
    private static final int MAX_REASON = 500;
    private static final int MAX_PLACE = 200;
    private static final int MAX_CODE = 64;
    private static final long LAST_MILLIS = 253_402_300_799_999L;
    /** 审核 by the dispatcher or supervisor, 批复 by the leader, 监督 by the supervisor or leader. */
    private static final Map<Action, Set<Role>> MAY = Map.of(
            Action.REVIEW, Set.of(Role.DSP, Role.SUP),
            Action.APPROVE, Set.of(Role.LEAD),
            Action.REFUSE, Set.of(Role.DSP, Role.SUP, Role.LEAD),
            Action.SUPERVISE, Set.of(Role.SUP, Role.LEAD),
            Action.REVOKE, Set.of(Role.SUP, Role.LEAD));

    private final AdmissionDesk desk;

    public AdmissionAnswers(AdmissionDesk desk) {
        this.desk = desk;
    }

    public Answer list(Call call) {
        Query query = call.query();
        int limit = query.limit(200, 1_000);
        query.finish();
        List<Sheet> seen = desk.list(limit).stream()
                .filter(sheet -> call.sees(sheet.place()))
                .toList();
        return Answer.json(out -> RuleJson.items(out, seen, RuleJson::admission));
    }

    public Answer one(Call call) {
        call.query().finish();
        Sheet sheet = seen(call);
        return Answer.json(out -> RuleJson.admission(out, sheet));
    }

    public Answer apply(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("classCode", "place", "reason", "fundNote", "untilMillis"));
        String place = Call.text(body, "place", MAX_PLACE);
        if (!call.sees(place)) {
            throw Refusal.of(Reason.NOT_YOUR_PLACE, "the place lies outside the subtree you look after");
        }
        JsonNode until = body.path("untilMillis");
        if (!until.isMissingNode()
                && (!until.canConvertToLong() || until.asLong() < 0 || until.asLong() > LAST_MILLIS)) {
            throw Refusal.parameter("untilMillis", "must be milliseconds since the epoch");
        }
        AdmissionDesk.Wish wish = new AdmissionDesk.Wish(
                Call.text(body, "classCode", MAX_CODE),
                place,
                Call.text(body, "reason", MAX_REASON),
                body.has("fundNote") ? Call.text(body, "fundNote", MAX_REASON) : "",
                until.isMissingNode() ? null : until.asLong());
        Sheet sheet = asked(() -> desk.apply(wish, call.account()));
        return Answer.json(201, out -> RuleJson.admission(out, sheet));
    }

    public Answer take(Call call) {
        call.query().finish();
        Action action = action(call.path("action"));
        JsonNode body = call.body(Set.of("reason"));
        String reason = body.has("reason") ? Call.text(body, "reason", MAX_REASON) : "";
        seen(call);
        if (MAY.getOrDefault(action, Set.of()).stream().noneMatch(call.actor()::is)) {
            throw Refusal.of(Reason.NOT_YOUR_ROLE, action + " is for " + MAY.get(action));
        }
        Sheet sheet = asked(() -> desk.take(call.path("id"), action, reason, call.account()));
        return Answer.json(out -> RuleJson.admission(out, sheet));
    }

    private Sheet seen(Call call) {
        String id = call.path("id");
        return desk.find(id)
                .filter(sheet -> call.sees(sheet.place()))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_ADMISSION, "there is no request " + id));
    }

    private static Action action(String name) {
        for (Action action : Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(name)) {
                return action;
            }
        }
        throw Refusal.of(Reason.NO_SUCH_PATH, "nobody can " + name + " a request");
    }

    private static <T> T asked(Supplier<T> action) {
        try {
            return action.get();
        } catch (AdmissionDesk.RefusedException e) {
            throw Refusal.of(Reason.of(e.reason()), String.valueOf(e.getMessage()));
        }
    }
}
