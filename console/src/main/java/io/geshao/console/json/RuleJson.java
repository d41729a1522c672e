package io.geshao.console.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.RuleBook;
import io.geshao.casework.port.RuleBook.UnitName;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rule book and requests for admission as JSON. */
public final class RuleJson {
    private RuleJson() {}

    /** Writes one value. */
    @FunctionalInterface
    public interface Item<T> {
        void write(JsonGenerator out, T value) throws IOException;
    }

    /** An object with the values in {@code items}. */
    public static <T> void items(JsonGenerator out, List<T> values, Item<T> item) throws IOException {
        out.writeStartObject();
        list(out, "items", values, item);
        out.writeEndObject();
    }

    private static <T> void list(JsonGenerator out, String field, List<T> values, Item<T> item) throws IOException {
        out.writeArrayFieldStart(field);
        for (T value : values) {
            item.write(out, value);
        }
        out.writeEndArray();
    }

    public static void version(JsonGenerator out, RuleBook.Version version) throws IOException {
        out.writeStartObject();
        out.writeStringField("version", version.name());
        out.writeStringField("validFrom", version.validFrom().toString());
        LocalDate to = version.validTo();
        nullable(out, "validTo", to == null ? null : to.toString());
        out.writeStringField("standing", version.standing().name());
        out.writeStringField("changedBy", version.changedBy());
        out.writeStringField("reason", version.reason());
        millis(out, "changedMillis", version.changedMillis());
        out.writeEndObject();
    }

    public static void sheet(JsonGenerator out, RuleBook.ClassSheet sheet) throws IOException {
        out.writeStartObject();
        out.writeStringField("code", sheet.code());
        out.writeStringField("version", sheet.version());
        out.writeStringField("big", sheet.big());
        text(out, "bigName", sheet.bigName());
        out.writeStringField("small", sheet.small());
        text(out, "smallName", sheet.smallName());
        text(out, "opening", sheet.opening());
        text(out, "closing", sheet.closing());
        text(out, "limit", sheet.limit());
        out.writeStringField("clock", sheet.clock());
        list(out, "roles", sheet.roles(), JsonGenerator::writeString);
        list(out, "rules", sheet.rules(), JsonGenerator::writeString);
        out.writeEndObject();
    }

    public static void duties(JsonGenerator out, RuleBook.DutyList duties) throws IOException {
        out.writeStartObject();
        out.writeFieldName("version");
        version(out, duties.version());
        list(out, "rows", duties.rows(), RuleJson::row);
        out.writeEndObject();
    }

    private static void row(JsonGenerator out, RuleBook.DutyRow row) throws IOException {
        out.writeStartObject();
        out.writeStringField("classCode", row.classCode());
        text(out, "className", row.className());
        out.writeStringField("place", row.place());
        text(out, "limit", row.limit());
        out.writeFieldName("lead");
        unit(out, row.lead());
        list(out, "joint", row.joint(), RuleJson::unit);
        out.writeFieldName("supervisor");
        UnitName supervisor = row.supervisor();
        if (supervisor == null) {
            out.writeNull();
        } else {
            unit(out, supervisor);
        }
        text(out, "opening", row.opening());
        text(out, "closing", row.closing());
        out.writeStringField("admission", row.admission());
        out.writeStringField("fundNote", row.fundNote());
        out.writeEndObject();
    }

    private static void unit(JsonGenerator out, UnitName unit) throws IOException {
        out.writeStartObject();
        out.writeStringField("code", unit.code());
        text(out, "name", unit.name());
        out.writeEndObject();
    }

    public static void gap(JsonGenerator out, RuleBook.Gap gap) throws IOException {
        out.writeStartObject();
        out.writeStringField("classCode", gap.classCode());
        out.writeStringField("community", gap.community());
        out.writeNumberField("cases", gap.cases());
        out.writeEndObject();
    }

    public static void preview(JsonGenerator out, RuleBook.Preview preview) throws IOException {
        out.writeStartObject();
        text(out, "limit", preview.limit());
        out.writeStringField("decidedBy", preview.decidedBy());
        out.writeStringField("zone", preview.zone());
        out.writeNumberField("startMillis", preview.startMillis());
        out.writeNumberField("deadlineMillis", preview.deadlineMillis());
        list(out, "steps", preview.steps(), RuleJson::step);
        out.writeEndObject();
    }

    private static void step(JsonGenerator out, RuleBook.PreviewStep step) throws IOException {
        out.writeStartObject();
        out.writeStringField("what", step.what());
        out.writeNumberField("fromMillis", step.fromMillis());
        out.writeNumberField("toMillis", step.toMillis());
        out.writeNumberField("restMillis", step.restMillis());
        out.writeEndObject();
    }

    public static void admission(JsonGenerator out, AdmissionDesk.Sheet sheet) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", sheet.id());
        out.writeStringField("classCode", sheet.classCode());
        out.writeStringField("place", sheet.place());
        out.writeStringField("reason", sheet.reason());
        out.writeStringField("fundNote", sheet.fundNote());
        out.writeStringField("state", sheet.state());
        millis(out, "untilMillis", sheet.untilMillis());
        list(out, "steps", sheet.steps(), (generator, step) -> {
            generator.writeStartObject();
            generator.writeStringField("action", step.action());
            generator.writeStringField("account", step.account());
            generator.writeStringField("reason", step.reason());
            generator.writeNumberField("atMillis", step.atMillis());
            generator.writeEndObject();
        });
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String field, Map<String, String> text) throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, String> one : new TreeMap<>(text).entrySet()) {
            out.writeStringField(one.getKey(), one.getValue());
        }
        out.writeEndObject();
    }

    private static void nullable(JsonGenerator out, String field, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeNullField(field);
        } else {
            out.writeStringField(field, value);
        }
    }

    private static void millis(JsonGenerator out, String field, @Nullable Long value) throws IOException {
        if (value == null) {
            out.writeNullField(field);
        } else {
            out.writeNumberField(field, value);
        }
    }
}
