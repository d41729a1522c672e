package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.AlertJson;
import io.geshao.console.json.CoreJson;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.port.AlertControl;
import io.geshao.core.port.AlertControl.Order;
import io.geshao.core.port.AlertControl.Silence;
import io.geshao.core.port.AlertControl.Wish;
import io.geshao.core.port.AlertDesk;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One alert: how it came to where it is, and what people do about it. */
public final class AlertActions {
    /** Why a latched alarm was reset. Source: reset causes of the fire rules. */
    static final List<String> CAUSES = List.of("FIRE", "COOKING", "DUST", "STEAM", "FAULT", "TEST", "OTHER");

    /** What the engine answers to an order that it has carried out. */
    private static final Set<String> CARRIED_OUT = Set.of("ACKED", "ACKED_AFTER_CLEAR", "RESET");

    private static final int MAX_ID = 400;
    static final int MAX_REASON = 500;
    private static final long MINUTE = 60_000;

    private final AlertDesk desk;
    private final AlertControl control;

    public AlertActions(AlertDesk desk, AlertControl control) {
        this.desk = desk;
        this.control = control;
    }

    public Answer one(Call call) {
        call.query().finish();
        AlertView alert = alert(call);
        List<AlertTransition> history = control.history(alert.id());
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeFieldName("alert");
            CoreJson.alert(out, alert);
            out.writeArrayFieldStart("transitions");
            for (AlertTransition transition : history) {
                CoreJson.transition(out, transition);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    public Answer acknowledge(Call call) {
        call.query().finish();
        return order(Order.ACKNOWLEDGE, call, "");
    }

    public Answer reset(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("cause", "note"));
        String cause = Call.text(body, "cause", 16);
        if (!CAUSES.contains(cause)) {
            throw Refusal.parameter("cause", "must be one of " + String.join(", ", CAUSES));
        }
        String note = body.has("note") ? Call.text(body, "note", MAX_REASON).strip() : "";
        return order(Order.RESET, call, note.isEmpty() ? cause : cause + ": " + note);
    }

    private Answer order(Order order, Call call, String cause) {
        AlertView before = alert(call);
        Optional<String> outcome = asked(() -> control.order(order, before.id(), call.account(), cause));
        if (outcome.isPresent() && !CARRIED_OUT.contains(outcome.get())) {
            throw Refusal.of(Reason.valueOf(outcome.get()), "the alert does not allow it: " + outcome.get());
        }
        AlertView after = desk.find(before.id()).orElse(before);
        return Answer.json(outcome.isPresent() ? 200 : 202, out -> {
            out.writeStartObject();
            CoreJson.string(out, "outcome", outcome.orElse(null));
            out.writeFieldName("alert");
            CoreJson.alert(out, after);
            out.writeEndObject();
        });
    }

    /** Puts this alert aside: its rule, in its scope, as severe as it is. */
    public Answer shelve(Call call) {
        call.query().finish();
        AlertView alert = alert(call);
        JsonNode body = call.body(Set.of("minutes", "reason"));
        Wish wish = new Wish(
                AlertControl.Kind.SHELVE,
                alert.scope(),
                alert.rule(),
                alert.severity(),
                Call.text(body, "reason", MAX_REASON),
                "",
                minutes(body) * MINUTE);
        return answer(asked(() -> control.add(wish, call.account())));
    }

    public Answer unshelve(Call call) {
        call.query().finish();
        AlertView.Hold hold = alert(call).standing().shelved();
        if (hold == null) {
            throw Refusal.of(Reason.NO_SUCH_SILENCE, "the alert is not shelved");
        }
        return answer(asked(() -> control.end(hold.id(), call.account())));
    }

    /** Takes the alert's device out of service, for a work order. */
    public Answer outOfService(Call call) {
        call.query().finish();
        AlertView alert = alert(call);
        DeviceId device = alert.device();
        if (device == null) {
            throw Refusal.of(Reason.NO_SUCH_SCOPE, "the alert is not about one device");
        }
        JsonNode body = call.body(Set.of("minutes", "reason", "workOrder"));
        Wish wish = new Wish(
                AlertControl.Kind.OUT_OF_SERVICE,
                "device:" + device,
                "",
                alert.severity(),
                Call.text(body, "reason", MAX_REASON),
                Call.text(body, "workOrder", 64),
                minutes(body) * MINUTE);
        return answer(asked(() -> control.add(wish, call.account())));
    }

    static long minutes(JsonNode body) {
        JsonNode minutes = body.path("minutes");
        if (!minutes.isIntegralNumber() || minutes.longValue() < 1 || minutes.longValue() > 100_000) {
            throw Refusal.parameter("minutes", "must be a whole number from 1 to 100000");
        }
        return minutes.longValue();
    }

    static Answer answer(Silence silence) {
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeFieldName("silence");
            AlertJson.silence(out, silence);
            out.writeEndObject();
        });
    }

    /** What the port says, or its refusal under its own name. */
    static <T> T asked(Supplier<T> action) {
        try {
            return action.get();
        } catch (AlertControl.RefusedException e) {
            throw Refusal.of(Reason.of(e.reason()), e.reason() + " " + e.getMessage());
        }
    }

    private AlertView alert(Call call) {
        String id = call.path("id");
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw Refusal.parameter("id", "is not an alert id");
        }
        return desk.find(id)
                .filter(alert -> call.sees(alert.place()))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_ALERT, "there is no alert " + id));
    }
}
