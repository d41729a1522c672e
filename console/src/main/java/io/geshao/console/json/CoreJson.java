package io.geshao.console.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.Metric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes core records as JSON, field by field under their own names; identifiers are plain strings, what is absent is
 * {@code null}. Written out by hand because the records carry derived methods that are no fields.
 */
public final class CoreJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private CoreJson() {}

    /** Something that writes exactly one JSON value. */
    @FunctionalInterface
    public interface Value {
        void writeTo(JsonGenerator out) throws IOException;
    }

    /** The value as UTF-8. */
    public static byte[] bytes(Value value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            value.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /** A value as its metric spells it: booleans are booleans. */
    public static void value(JsonGenerator out, @Nullable Metric metric, double value) throws IOException {
        if (metric != null && metric.isBoolean()) {
            out.writeBooleanField("value", value != 0);
        } else {
            out.writeNumberField("value", value);
        }
    }

    /** The name of an enum constant in lower case. */
    public static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    public static void alert(JsonGenerator out, AlertView alert) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", alert.id());
        out.writeStringField("rule", alert.rule());
        out.writeNumberField("ruleVersion", alert.ruleVersion());
        text(out, "title", alert.title());
        out.writeStringField("severity", alert.severity().name());
        out.writeStringField("state", alert.state().name());
        out.writeStringField("scope", alert.scope());
        out.writeStringField("community", alert.community().value());
        out.writeStringField("place", alert.place());
        string(out, "device", alert.device() == null ? null : alert.device().value());
        out.writeNumberField("onsetMillis", alert.onsetMillis());
        out.writeNumberField("raisedMillis", alert.raisedMillis());
        out.writeNumberField("updatedMillis", alert.updatedMillis());
        out.writeBooleanField("drill", alert.drill());
        out.writeFieldName("caseHint");
        hint(out, alert.caseHint());
        out.writeObjectFieldStart("evidence");
        for (Map.Entry<String, Double> value : new TreeMap<>(alert.evidence()).entrySet()) {
            // JSON has no infinity; an evidence value without a number says nothing
            if (Double.isFinite(value.getValue())) {
                out.writeNumberField(value.getKey(), value.getValue());
            }
        }
        out.writeEndObject();
        string(out, "cause", alert.cause());
        out.writeFieldName("standing");
        standing(out, alert.standing());
        out.writeEndObject();
    }

    private static void standing(JsonGenerator out, AlertView.Standing standing) throws IOException {
        out.writeStartObject();
        hold(out, "shelved", standing.shelved());
        hold(out, "outOfService", standing.outOfService());
        out.writeArrayFieldStart("inhibitedBy");
        for (String id : new TreeSet<>(standing.inhibitedBy())) {
            out.writeString(id);
        }
        out.writeEndArray();
        out.writeBooleanField("chattering", standing.chattering());
        out.writeBooleanField("lastKnown", standing.lastKnown());
        out.writeNumberField("tellFromMillis", standing.tellFromMillis());
        out.writeEndObject();
    }

    private static void hold(JsonGenerator out, String field, AlertView.@Nullable Hold hold) throws IOException {
        if (hold == null) {
            out.writeNullField(field);
            return;
        }
        out.writeObjectFieldStart(field);
        out.writeStringField("id", hold.id());
        out.writeStringField("by", hold.by());
        out.writeStringField("reason", hold.reason());
        out.writeNumberField("untilMillis", hold.untilMillis());
        out.writeEndObject();
    }

    private static void hint(JsonGenerator out, AlertView.CaseHint hint) throws IOException {
        out.writeStartObject();
        out.writeStringField("classCode", hint.classCode());
        out.writeStringField("domain", hint.domain().name());
        out.writeStringField("grade", hint.grade().name());
        out.writeStringField("caseScope", hint.caseScope());
        out.writeBooleanField("suspected", hint.suspected());
        out.writeBooleanField("autoFile", hint.autoFile());
        out.writeEndObject();
    }

    public static void alerts(JsonGenerator out, String field, Collection<AlertView> alerts) throws IOException {
        out.writeArrayFieldStart(field);
        for (AlertView alert : alerts) {
            alert(out, alert);
        }
        out.writeEndArray();
    }

    public static void transition(JsonGenerator out, AlertTransition transition) throws IOException {
        out.writeStartObject();
        out.writeNumberField("position", transition.position());
        out.writeStringField("kind", transition.kind().name());
        out.writeFieldName("alert");
        alert(out, transition.alert());
        out.writeNumberField("atMillis", transition.atMillis());
        string(out, "actor", transition.actor());
        out.writeStringField("notice", transition.notice().name());
        out.writeEndObject();
    }

    public static void caseView(JsonGenerator out, CaseView view) throws IOException {
        out.writeStartObject();
        out.writeStringField("number", view.number());
        out.writeStringField("domain", view.domain().name());
        out.writeStringField("classCode", view.classCode());
        text(out, "className", view.className());
        out.writeStringField("severity", view.severity().name());
        out.writeStringField("grade", view.grade().name());
        out.writeStringField("state", view.state());
        text(out, "title", view.title());
        out.writeStringField("scope", view.scope());
        out.writeStringField("community", view.community().value());
        out.writeStringField("place", view.place());
        text(out, "placeName", view.placeName());
        out.writeObjectFieldStart("point");
        out.writeNumberField("longitude", view.point().longitude());
        out.writeNumberField("latitude", view.point().latitude());
        out.writeEndObject();
        text(out, "unit", view.unit());
        out.writeBooleanField("suspected", view.suspected());
        out.writeBooleanField("drill", view.drill());
        out.writeNumberField("openedMillis", view.openedMillis());
        out.writeNumberField("updatedMillis", view.updatedMillis());
        number(out, "deadlineMillis", view.deadlineMillis());
        string(out, "ackedBy", view.ackedBy());
        number(out, "ackedMillis", view.ackedMillis());
        number(out, "closedMillis", view.closedMillis());
        string(out, "closeCause", view.closeCause());
        out.writeArrayFieldStart("alerts");
        for (String alert : view.alerts()) {
            out.writeString(alert);
        }
        out.writeEndArray();
        string(out, "recursOf", view.recursOf());
        out.writeEndObject();
    }

    public static void cases(JsonGenerator out, String field, Collection<CaseView> cases) throws IOException {
        out.writeArrayFieldStart(field);
        for (CaseView view : cases) {
            caseView(out, view);
        }
        out.writeEndArray();
    }

    public static void event(JsonGenerator out, CaseEvent event) throws IOException {
        out.writeStartObject();
        out.writeNumberField("position", event.position());
        out.writeStringField("number", event.number());
        out.writeStringField("kind", event.kind());
        out.writeNumberField("atMillis", event.atMillis());
        out.writeStringField("actor", event.actor());
        text(out, "text", event.text());
        out.writeEndObject();
    }

    /** A text for people, by language tag. */
    public static void text(JsonGenerator out, String field, Map<String, String> byLanguage) throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, String> entry : new TreeMap<>(byLanguage).entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    public static void string(JsonGenerator out, String field, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeNullField(field);
        } else {
            out.writeStringField(field, value);
        }
    }

    public static void number(JsonGenerator out, String field, @Nullable Long value) throws IOException {
        if (value == null) {
            out.writeNullField(field);
        } else {
            out.writeNumberField(field, value);
        }
    }
}
