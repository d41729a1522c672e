package io.geshao.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.Role;
import io.geshao.casework.plan.CasePlan;
import io.geshao.casework.plan.ResponsePlan;
import io.geshao.casework.plan.ResponsePlan.PlanStep;
import io.geshao.casework.port.PlanDesk;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.CoreJson;
import io.geshao.core.CaseView;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.time.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Response plans, and the plan of a case with what is done and what is late. */
public final class PlanAnswers {
    private static final int MAX_TEXT = 500;

    private final PlanDesk desk;
    private final CaseDesk cases;
    private final Ticker ticker;

    public PlanAnswers(PlanDesk desk, CaseDesk cases, Ticker ticker) {
        this.desk = desk;
        this.cases = cases;
        this.ticker = ticker;
    }

    public Answer list(Call call) {
        call.query().finish();
        List<ResponsePlan> plans = desk.plans();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (ResponsePlan plan : plans) {
                plan(out, plan);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    public Answer versions(Call call) {
        call.query().finish();
        List<PlanDesk.Version> versions = desk.versions(call.path("code"));
        if (versions.isEmpty()) {
            throw Refusal.of(Reason.NO_SUCH_PLAN, "there is no plan " + call.path("code"));
        }
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (PlanDesk.Version version : versions) {
                out.writeStartObject();
                out.writeFieldName("plan");
                plan(out, version.plan());
                out.writeNumberField("atMillis", version.atMillis());
                out.writeStringField("by", version.by());
                out.writeStringField("reason", version.reason());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    public Answer revise(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("reason", "classes", "name", "steps"));
        String reason = Call.text(body, "reason", MAX_TEXT);
        ResponsePlan draft;
        try {
            draft = new ResponsePlan(
                    call.path("code"), 1, classes(body), words(body.path("name"), "name"), steps(body));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(Reason.BAD_BODY, String.valueOf(e.getMessage()));
        }
        ResponsePlan made = refusing(() -> desk.revise(call.actor(), draft, reason));
        return Answer.json(out -> plan(out, made));
    }

    public Answer ofCase(Call call) {
        call.query().finish();
        CaseView view = visible(call);
        CasePlan plan = desk.ofCase(view.number())
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_PLAN, "class " + view.classCode() + " has no plan"));
        return answer(plan);
    }

    public Answer done(Call call) {
        call.query().finish();
        CaseView view = visible(call);
        JsonNode body = call.body(Set.of("step", "note"));
        if (!body.path("step").isInt()) {
            throw Refusal.parameter("step", "must be a whole number");
        }
        String note = body.has("note") ? Call.text(body, "note", MAX_TEXT) : "";
        return answer(refusing(
                () -> desk.done(call.actor(), view.number(), body.get("step").intValue(), note)));
    }

    private CaseView visible(Call call) {
        String number = call.path("number");
        return cases.find(number)
                .filter(view -> call.sees(view.place()))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_CASE, "there is no case " + number));
    }

    private Answer answer(CasePlan plan) {
        Set<PlanStep> late = Set.copyOf(plan.late(ticker.epochMillis()));
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeStringField("number", plan.number());
            out.writeStringField("code", plan.plan().code());
            out.writeNumberField("version", plan.plan().version());
            CoreJson.text(out, "name", plan.plan().name());
            out.writeNumberField("startedMillis", plan.startedMillis());
            out.writeArrayFieldStart("steps");
            for (PlanStep step : plan.plan().steps()) {
                out.writeStartObject();
                step(out, step);
                out.writeNumberField("dueMillis", plan.dueMillis(step));
                out.writeBooleanField("late", late.contains(step));
                CasePlan.Done done = plan.done(step);
                if (done != null) {
                    out.writeNumberField("doneMillis", done.atMillis());
                    out.writeStringField("by", done.by());
                    out.writeStringField("note", done.note());
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static void plan(JsonGenerator out, ResponsePlan plan) throws IOException {
        out.writeStartObject();
        out.writeStringField("code", plan.code());
        out.writeNumberField("version", plan.version());
        CoreJson.text(out, "name", plan.name());
        out.writeArrayFieldStart("classes");
        for (String classCode : plan.classes().stream().sorted().toList()) {
            out.writeString(classCode);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("steps");
        for (PlanStep step : plan.steps()) {
            out.writeStartObject();
            step(out, step);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void step(JsonGenerator out, PlanStep step) throws IOException {
        out.writeNumberField("number", step.number());
        CoreJson.text(out, "text", step.text());
        out.writeStringField("role", step.role().name());
        out.writeNumberField("minutes", step.minutes());
    }

    private static Set<String> classes(JsonNode body) {
        Set<String> classes = new LinkedHashSet<>();
        for (JsonNode code : body.path("classes")) {
            if (!code.isTextual() || !code.textValue().matches("[A-Z0-9-]{1,20}")) {
                throw Refusal.parameter("classes", "must be codes of classes such as EM-01");
            }
            classes.add(code.textValue());
        }
        return classes;
    }

    private static Map<String, String> words(JsonNode node, String field) {
        return Map.of("zh", word(node, "zh", field), "en", word(node, "en", field));
    }

    private static String word(JsonNode node, String language, String field) {
        String text = node.path(language).asText("").strip();
        if (text.length() > MAX_TEXT) {
            throw Refusal.parameter(field, "is longer than " + MAX_TEXT + " characters");
        }
        return text;
    }

    private static List<PlanStep> steps(JsonNode body) {
        List<PlanStep> steps = new ArrayList<>();
        for (JsonNode node : body.path("steps")) {
            if (!node.path("number").isInt() || !node.path("minutes").isInt()) {
                throw Refusal.parameter("steps", "must have whole numbers as number and minutes");
            }
            steps.add(new PlanStep(
                    node.get("number").intValue(),
                    words(node.path("text"), "steps"),
                    role(node.path("role").asText()),
                    node.get("minutes").intValue()));
        }
        return steps;
    }

    private static Role role(String name) {
        try {
            return Role.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter("steps", "name a role such as DESK, not '" + name + "'");
        }
    }

    private static <T> T refusing(Supplier<T> action) {
        try {
            return action.get();
        } catch (PlanDesk.RefusedException e) {
            throw Refusal.of(Reason.valueOf(e.reason().name()), String.valueOf(e.getMessage()));
        }
    }
}
