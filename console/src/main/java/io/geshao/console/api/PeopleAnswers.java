package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.PatrolShare;
import io.geshao.casework.people.PeopleTable;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.TimeEntry;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.PeopleJson;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Units, people and their posts, working time, and tables in and out. */
public final class PeopleAnswers {
    private static final Set<Role> PLANNERS = EnumSet.of(Role.DESK, Role.COM, Role.DSP, Role.LEAD);
    private static final Set<Role> HELPERS = EnumSet.of(Role.COL, Role.DESK, Role.COM);
    private static final int MAX_ID = 64;
    private static final int MAX_NOTE = 500;
    private static final int MAX_FILE = 120;

    private final PeopleDesk desk;

    public PeopleAnswers(PeopleDesk desk) {
        this.desk = desk;
    }

    static boolean isOneOf(Actor actor, Set<Role> roles) {
        return actor.roles().stream().anyMatch(roles::contains);
    }

    /** Whether names, phones and needs of residents are shown as they are. */
    static boolean helps(Actor actor) {
        return isOneOf(actor, HELPERS);
    }

    public Answer units(Call call) {
        call.query().finish();
        return Answer.json(PeopleJson.items(units(call.actor()), PeopleJson::unit));
    }

    /** Units of the account's subtree; those that work everywhere are everybody's. */
    private List<OrgUnit> units(Actor actor) {
        return desk.units().stream()
                .filter(unit -> unit.place().isEmpty() || actor.covers(unit.place()) || unit.covers(actor.place()))
                .toList();
    }

    public Answer people(Call call) {
        call.query().finish();
        Actor actor = call.actor();
        Set<String> codes = units(actor).stream().map(OrgUnit::code).collect(Collectors.toSet());
        List<Person> seen = desk.people().stream()
                .filter(person -> actor.place().isEmpty() || codes.contains(person.unit()))
                .toList();
        boolean open = isOneOf(actor, PLANNERS);
        return Answer.json(PeopleJson.items(seen, (out, person) -> PeopleJson.person(out, person, open)));
    }

    public Answer posts(Call call) {
        call.query().finish();
        return Answer.json(PeopleJson.items(
                desk.holdings().stream()
                        .filter(holding -> call.sees(holding.place()))
                        .toList(),
                PeopleJson::holding));
    }

    /** Somebody answered at that person's voice number. */
    public Answer verified(Call call) {
        call.query().finish();
        String id = call.path("id");
        if (!desk.voiceVerified(id, call.account())) {
            throw Refusal.of(Reason.NO_SUCH_PERSON, "there is nobody called " + id + " with a voice number");
        }
        Person person =
                desk.person(id).orElseThrow(() -> Refusal.of(Reason.NO_SUCH_PERSON, "there is nobody called " + id));
        return Answer.json(out -> PeopleJson.person(out, person, true));
    }

    public Answer importTable(Call call) {
        PeopleTable table = Fields.word("table", call.path("table"), PeopleTable.class);
        String name = call.query().text("file", MAX_FILE);
        call.query().finish();
        if (table == PeopleTable.RESIDENTS && !helps(call.actor())) {
            throw Refusal.of(Reason.NOT_YOUR_ROLE, "residents are kept by those who help them");
        }
        ImportReport report = desk.importTable(
                table,
                name == null ? table.name().toLowerCase(Locale.ROOT) + "." + table.format() : name,
                new String(call.body(), StandardCharsets.UTF_8),
                call.actor().place(),
                call.account());
        return Answer.json(report.isStored() ? 200 : 422, out -> PeopleJson.report(out, report));
    }

    public Answer exportTable(Call call) {
        PeopleTable table = Fields.word("table", call.path("table"), PeopleTable.class);
        String place = Fields.place(call);
        call.query().finish();
        if (table == PeopleTable.RESIDENTS && !helps(call.actor())) {
            throw Refusal.of(Reason.NOT_YOUR_ROLE, "residents are seen by those who help them");
        }
        String type = table.format().equals("csv") ? "text/csv" : "application/geo+json";
        byte[] text = desk.exportTable(table, place, call.account()).getBytes(StandardCharsets.UTF_8);
        return Answer.of(200, type, text)
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"" + table.name().toLowerCase(Locale.ROOT) + "." + table.format()
                                + "\"");
    }

    /** Working time of a person, written down by itself or by whoever plans. */
    public Answer keepTime(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("person", "kind", "place", "fromMillis", "toMillis", "note"));
        String person = Call.text(body, "person", MAX_ID);
        if (desk.person(person).isEmpty()) {
            throw Refusal.of(Reason.NO_SUCH_PERSON, "there is nobody called " + person);
        }
        boolean own = desk.accounts()
                .find(call.account())
                .map(login -> login.account().person().equals(person))
                .orElse(false);
        if (!own && !isOneOf(call.actor(), PLANNERS)) {
            throw Refusal.of(Reason.NOT_YOUR_ROLE, "others' time is written down by whoever plans");
        }
        TimeEntry entry;
        try {
            entry = new TimeEntry(
                    0,
                    person,
                    Fields.word("kind", Call.text(body, "kind", 16), TimeEntry.Kind.class),
                    Fields.place(call, body, "place"),
                    Fields.millis(body, "fromMillis"),
                    Fields.millis(body, "toMillis"),
                    body.has("note") ? Call.text(body, "note", MAX_NOTE) : "",
                    call.account());
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter("toMillis", "does not go with fromMillis: " + e.getMessage());
        }
        TimeEntry kept = desk.keepTime(entry);
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeNumberField("id", kept.id());
            out.writeEndObject();
        });
    }

    /** Patrol share of a month, of the people the account may see. */
    public Answer patrolShares(Call call) {
        String month = call.query().text("month", 7);
        call.query().finish();
        if (month == null || !month.matches("[0-9]{4}-(0[1-9]|1[0-2])")) {
            throw Refusal.parameter("month", "must be one such as 2026-11");
        }
        Actor actor = call.actor();
        Set<String> codes = units(actor).stream().map(OrgUnit::code).collect(Collectors.toSet());
        Set<String> seen = desk.people().stream()
                .filter(person -> actor.place().isEmpty() || codes.contains(person.unit()))
                .map(Person::id)
                .collect(Collectors.toSet());
        return Answer.json(PeopleJson.items(
                desk.patrolShares(month).stream()
                        .filter(share -> seen.contains(share.person()))
                        .toList(),
                (out, share) -> {
                    out.writeStartObject();
                    out.writeStringField("person", share.person());
                    out.writeStringField("month", share.month());
                    out.writeNumberField("dutyMinutes", share.dutyMinutes());
                    out.writeNumberField("patrolMinutes", share.patrolMinutes());
                    out.writeNumberField("share", share.share());
                    out.writeNumberField("target", PatrolShare.TARGET);
                    out.writeEndObject();
                }));
    }
}
