package io.geshao.console.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl.Flood;
import io.geshao.core.port.AlertControl.RuleSheet;
import io.geshao.core.port.AlertControl.Silence;
import java.io.IOException;

/** Writes what stands beside alerts as JSON. */
public final class AlertJson {
    private AlertJson() {}

    public static void silence(JsonGenerator out, Silence silence) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", silence.id());
        out.writeStringField("phase", silence.phase().name());
        out.writeStringField("kind", silence.wish().kind().name());
        out.writeStringField("scope", silence.wish().scope());
        out.writeStringField("rule", silence.wish().rule());
        out.writeStringField("severest", silence.wish().severest().name());
        out.writeStringField("reason", silence.wish().reason());
        out.writeStringField("workOrder", silence.wish().workOrder());
        out.writeNumberField("lastsMillis", silence.wish().lastsMillis());
        out.writeStringField("community", silence.community().value());
        out.writeStringField("owner", silence.owner());
        out.writeNumberField("createdMillis", silence.createdMillis());
        out.writeNumberField("untilMillis", silence.untilMillis());
        CoreJson.string(out, "confirmedBy", silence.confirmedBy());
        CoreJson.number(out, "endedMillis", silence.endedMillis());
        CoreJson.string(out, "endedBy", silence.endedBy());
        out.writeEndObject();
    }

    public static void rule(JsonGenerator out, RuleSheet rule) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", rule.id());
        out.writeNumberField("version", rule.version());
        CoreJson.text(out, "title", rule.title());
        out.writeArrayFieldStart("severities");
        for (Severity severity : rule.severities()) {
            out.writeString(severity.name());
        }
        out.writeEndArray();
        out.writeStringField("scope", rule.scope());
        out.writeBooleanField("latching", rule.latching());
        out.writeBooleanField("shadow", rule.shadow());
        out.writeNumberField("open", rule.open());
        out.writeNumberField("raisedDay", rule.raisedDay());
        out.writeNumberField("shadowRaised", rule.shadowRaised());
        out.writeNumberField("loadedMillis", rule.loadedMillis());
        out.writeEndObject();
    }

    public static void flood(JsonGenerator out, Flood flood) throws IOException {
        out.writeStartObject();
        out.writeStringField("community", flood.community().value());
        out.writeNumberField("sinceMillis", flood.sinceMillis());
        out.writeNumberField("newAlerts", flood.newAlerts());
        out.writeNumberField("peak", flood.peak());
        out.writeEndObject();
    }
}
