package io.geshao.console.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.geshao.casework.Channel;
import io.geshao.casework.people.Absence;
import io.geshao.casework.people.CallLine;
import io.geshao.casework.people.CallList;
import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.GridLoad;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.PlaceChange;
import io.geshao.casework.people.PlaceRecord;
import io.geshao.casework.people.Resident;
import io.geshao.casework.people.RosterGap;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.Slot;
import io.geshao.casework.people.Thing;
import io.geshao.casework.port.RosterDesk.DutyLine;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes places, people and rosters as JSON, field by field under their own names. */
public final class PeopleJson {
    private PeopleJson() {}

    /** Writes one value of a list. */
    @FunctionalInterface
    public interface Writer<T> {
        void write(JsonGenerator out, T value) throws IOException;
    }

    /** An object with the values under {@code items}. */
    public static <T> CoreJson.Value items(Collection<T> values, Writer<T> writer) {
        return out -> {
            out.writeStartObject();
            array(out, "items", values, writer);
            out.writeEndObject();
        };
    }

    private static <T> void array(JsonGenerator out, String field, Collection<T> values, Writer<T> writer)
            throws IOException {
        out.writeArrayFieldStart(field);
        for (T value : values) {
            writer.write(out, value);
        }
        out.writeEndArray();
    }

    private static void texts(JsonGenerator out, String field, Collection<String> values) throws IOException {
        array(out, field, values, JsonGenerator::writeString);
    }

    public static void unit(JsonGenerator out, OrgUnit unit) throws IOException {
        out.writeStartObject();
        out.writeStringField("code", unit.code());
        out.writeStringField("parent", unit.parent());
        out.writeStringField("role", unit.role());
        CoreJson.text(out, "name", unit.name());
        out.writeStringField("place", unit.place());
        out.writeEndObject();
    }

    /** @param open whether addresses are written out, else only by what channels there is one */
    public static void person(JsonGenerator out, Person person, boolean open) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", person.id());
        CoreJson.text(out, "name", person.name());
        out.writeStringField("unit", person.unit());
        out.writeArrayFieldStart("contacts");
        for (Map.Entry<Channel, Person.Contact> contact : new TreeMap<>(person.contacts()).entrySet()) {
            out.writeStartObject();
            out.writeStringField("channel", contact.getKey().name());
            CoreJson.string(out, "address", open ? contact.getValue().address() : null);
            CoreJson.number(out, "verifiedMillis", contact.getValue().verifiedMillis());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    public static void holding(JsonGenerator out, Holding holding) throws IOException {
        out.writeStartObject();
        out.writeStringField("person", holding.person());
        out.writeStringField("post", holding.post().name());
        out.writeStringField("place", holding.place());
        out.writeStringField("unit", holding.unit());
        out.writeNumberField("rank", holding.rank());
        out.writeNumberField("fromMillis", holding.fromMillis());
        CoreJson.number(out, "toMillis", holding.toMillis() == Long.MAX_VALUE ? null : (Long) holding.toMillis());
        out.writeEndObject();
    }

    private static void place(JsonGenerator out, PlaceRecord place) throws IOException {
        out.writeStringField("path", place.path());
        out.writeStringField("level", place.level());
        CoreJson.text(out, "name", place.name());
        out.writeNumberField("longitude", place.longitude());
        out.writeNumberField("latitude", place.latitude());
        out.writeStringField("unitGrid", place.unitGrid());
        out.writeNumberField("fromMillis", place.fromMillis());
        CoreJson.number(out, "toMillis", place.toMillis() == Long.MAX_VALUE ? null : (Long) place.toMillis());
    }

    public static void load(JsonGenerator out, GridLoad load) throws IOException {
        out.writeStartObject();
        place(out, load.place());
        CoreJson.number(out, "households", wide(load.households()));
        CoreJson.number(out, "residents", wide(load.residents()));
        out.writeNumberField("places", load.places());
        out.writeStringField("size", load.size().name());
        texts(out, "staff", load.staff());
        out.writeEndObject();
    }

    private static @Nullable Long wide(@Nullable Integer value) {
        return value == null ? null : (Long) value.longValue();
    }

    public static void change(JsonGenerator out, PlaceChange change) throws IOException {
        out.writeStartObject();
        out.writeNumberField("id", change.id());
        out.writeStringField("kind", change.kind().name());
        array(out, "moves", change.moves(), (json, move) -> {
            json.writeStartObject();
            json.writeStringField("from", move.from());
            json.writeStringField("to", move.to());
            json.writeEndObject();
        });
        out.writeNumberField("atMillis", change.atMillis());
        out.writeStringField("reason", change.reason());
        out.writeStringField("recordedBy", change.recordedBy());
        out.writeNumberField("recordedMillis", change.recordedMillis());
        out.writeEndObject();
    }

    private static void slot(JsonGenerator out, Slot slot) throws IOException {
        out.writeStringField("post", slot.post().name());
        out.writeStringField("place", slot.place());
        out.writeStringField("kind", slot.kind().name());
        out.writeStringField("unit", slot.unit());
    }

    /** A version; {@code shifts} is null where they were not asked for. */
    public static void roster(JsonGenerator out, RosterVersion roster, boolean withShifts) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", roster.name());
        out.writeNumberField("version", roster.version());
        out.writeStringField("place", roster.place());
        out.writeStringField("validFrom", roster.validFrom().toString());
        out.writeNumberField("publishedMillis", roster.publishedMillis());
        out.writeStringField("publishedBy", roster.publishedBy());
        out.writeStringField("note", roster.note());
        if (withShifts) {
            array(out, "shifts", roster.shifts(), PeopleJson::shift);
        }
        out.writeEndObject();
    }

    private static void shift(JsonGenerator out, Shift shift) throws IOException {
        out.writeStartObject();
        out.writeStringField("layer", shift.layer().name());
        slot(out, shift.slot());
        out.writeStringField("person", shift.person());
        out.writeStringField("mode", shift.mode().name());
        out.writeStringField("days", shift.days().toString());
        out.writeStringField("start", shift.start().toString());
        out.writeStringField("end", shift.end().toString());
        out.writeEndObject();
    }

    public static void duty(JsonGenerator out, DutyLine line) throws IOException {
        out.writeStartObject();
        slot(out, line.slot());
        out.writeStringField("person", line.person().id());
        CoreJson.text(out, "name", line.person().name());
        out.writeStringField("mode", line.mode().name());
        CoreJson.string(out, "layer", line.layer() == null ? null : line.layer().name());
        CoreJson.string(out, "insteadOf", line.insteadOf());
        out.writeBooleanField("reachable", line.reachable());
        out.writeEndObject();
    }

    public static void absence(JsonGenerator out, Absence absence) throws IOException {
        out.writeStartObject();
        out.writeNumberField("id", absence.id());
        out.writeStringField("person", absence.person());
        CoreJson.string(out, "substitute", absence.substitute());
        out.writeStringField("place", absence.place());
        out.writeNumberField("fromMillis", absence.fromMillis());
        out.writeNumberField("toMillis", absence.toMillis());
        out.writeStringField("reason", absence.reason());
        out.writeStringField("recordedBy", absence.recordedBy());
        out.writeNumberField("recordedMillis", absence.recordedMillis());
        out.writeEndObject();
    }

    public static void gap(JsonGenerator out, RosterGap gap) throws IOException {
        out.writeStartObject();
        gapFields(out, gap);
        out.writeEndObject();
    }

    private static void gapFields(JsonGenerator out, RosterGap gap) throws IOException {
        out.writeStringField("post", gap.post().name());
        out.writeStringField("place", gap.place());
        out.writeStringField("unit", gap.unit());
        texts(out, "kinds", gap.kinds().stream().map(Enum::name).sorted().toList());
        out.writeNumberField("fromMillis", gap.fromMillis());
        out.writeNumberField("toMillis", gap.toMillis());
        out.writeStringField("reason", gap.reason().name());
        texts(out, "people", gap.people());
    }

    public static void notice(JsonGenerator out, GapNotice notice) throws IOException {
        out.writeStartObject();
        out.writeNumberField("id", notice.id());
        gapFields(out, notice.gap());
        out.writeStringField("stage", notice.stage().name());
        out.writeNumberField("foundMillis", notice.foundMillis());
        out.writeNumberField("stageMillis", notice.stageMillis());
        out.writeEndObject();
    }

    public static void resident(JsonGenerator out, Resident resident) throws IOException {
        out.writeStartObject();
        residentFields(out, resident);
        out.writeEndObject();
    }

    private static void residentFields(JsonGenerator out, Resident resident) throws IOException {
        out.writeStringField("id", resident.id());
        out.writeStringField("place", resident.place());
        out.writeStringField("household", resident.household());
        out.writeStringField("name", resident.name());
        out.writeStringField("phone", resident.phone());
        texts(out, "needs", resident.needs());
        out.writeStringField("note", resident.note());
    }

    public static void thing(JsonGenerator out, Thing thing) throws IOException {
        out.writeStartObject();
        out.writeStringField("place", thing.place());
        out.writeStringField("code", thing.code());
        out.writeStringField("kind", thing.kind());
        CoreJson.text(out, "name", thing.name());
        out.writeStringField("note", thing.note());
        out.writeEndObject();
    }

    public static void callList(JsonGenerator out, CallList list) throws IOException {
        out.writeStartObject();
        callListFields(out, list);
        out.writeEndObject();
    }

    private static void callListFields(JsonGenerator out, CallList list) throws IOException {
        out.writeNumberField("id", list.id());
        out.writeStringField("place", list.place());
        out.writeStringField("purpose", list.purpose());
        out.writeStringField("createdBy", list.createdBy());
        out.writeNumberField("createdMillis", list.createdMillis());
        out.writeNumberField("total", list.total());
        out.writeNumberField("reached", list.reached());
        out.writeNumberField("tried", list.tried());
    }

    /** A list with its lines. */
    public static void callList(JsonGenerator out, CallList list, List<CallLine> lines) throws IOException {
        out.writeStartObject();
        callListFields(out, list);
        array(out, "lines", lines, (json, line) -> {
            json.writeStartObject();
            residentFields(json, line.resident());
            CoreJson.string(
                    json, "result", line.result() == null ? null : line.result().name());
            json.writeStringField("remark", line.note());
            json.writeStringField("calledBy", line.calledBy());
            CoreJson.number(json, "calledMillis", line.calledMillis() == 0 ? null : (Long) line.calledMillis());
            json.writeEndObject();
        });
        out.writeEndObject();
    }

    public static void report(JsonGenerator out, ImportReport report) throws IOException {
        out.writeStartObject();
        out.writeNumberField("rows", report.rows());
        out.writeBooleanField("stored", report.isStored());
        texts(out, "faults", report.faults());
        texts(out, "notes", report.notes());
        out.writeEndObject();
    }
}
