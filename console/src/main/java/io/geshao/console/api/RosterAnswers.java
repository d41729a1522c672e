package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.people.Absence;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.casework.port.RosterDesk;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.PeopleJson;
import io.geshao.core.time.Ticker;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Rosters: who is on duty, versions, swaps and leave, gaps. A version is published by importing its table. */
public final class RosterAnswers {
    private static final long HORIZON = TimeUnit.DAYS.toMillis(14);
    private static final long LONGEST = TimeUnit.DAYS.toMillis(62);
    private static final int MAX_NAME = 64;
    private static final int MAX_REASON = 500;

    private final PeopleDesk people;
    private final RosterDesk desk;
    private final Ticker ticker;

    public RosterAnswers(PeopleDesk people, Ticker ticker) {
        this.people = people;
        this.desk = people.rosters();
        this.ticker = ticker;
    }

    public Answer onDuty(Call call) {
        String place = Fields.place(call);
        long at = Fields.millis(call.query(), "at", ticker.epochMillis());
        call.query().finish();
        return Answer.json(PeopleJson.items(desk.onDuty(place, at), PeopleJson::duty));
    }

    public Answer list(Call call) {
        call.query().finish();
        return Answer.json(PeopleJson.items(
                desk.versions("").stream()
                        .filter(roster -> call.sees(roster.place()))
                        .toList(),
                (out, roster) -> PeopleJson.roster(out, roster, false)));
    }

    public Answer one(Call call) {
        call.query().finish();
        RosterVersion roster = desk.version(call.path("name"), (int) Fields.number(call, "version"))
                .filter(found -> call.sees(found.place()))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_ROSTER, "there is no such version"));
        return Answer.json(out -> PeopleJson.roster(out, roster, true));
    }

    public Answer gaps(Call call) {
        String place = Fields.place(call);
        long from = Fields.millis(call.query(), "from", ticker.epochMillis());
        long to = Fields.millis(call.query(), "to", from + HORIZON);
        call.query().finish();
        if (to <= from || to - from > LONGEST) {
            throw Refusal.parameter("to", "must be after from, by 62 days at most");
        }
        return Answer.json(PeopleJson.items(desk.gaps(place, from, to), PeopleJson::gap));
    }

    public Answer notices(Call call) {
        call.query().finish();
        return Answer.json(PeopleJson.items(
                desk.notices().stream()
                        .filter(notice -> call.sees(notice.gap().place()))
                        .toList(),
                PeopleJson::notice));
    }

    public Answer absences(Call call) {
        long from = Fields.millis(call.query(), "from", ticker.epochMillis());
        long to = Fields.millis(call.query(), "to", from + HORIZON);
        call.query().finish();
        return Answer.json(PeopleJson.items(
                desk.absences(from, to).stream()
                        .filter(absence ->
                                call.sees(absence.place()) || absence.place().isEmpty())
                        .toList(),
                PeopleJson::absence));
    }

    /** Leave, or a swap with somebody; counts from now on. */
    public Answer record(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("person", "substitute", "place", "fromMillis", "toMillis", "reason"));
        boolean swap = body.hasNonNull("substitute");
        Absence recorded;
        try {
            recorded = desk.record(new Absence(
                    0,
                    known(Call.text(body, "person", MAX_NAME)),
                    swap ? known(Call.text(body, "substitute", MAX_NAME)) : null,
                    Fields.place(call, body, "place"),
                    Fields.millis(body, "fromMillis"),
                    Fields.millis(body, "toMillis"),
                    Call.text(body, "reason", MAX_REASON),
                    call.account(),
                    0));
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter("toMillis", "is refused: " + e.getMessage());
        }
        return Answer.json(out -> PeopleJson.absence(out, recorded));
    }

    private String known(String person) {
        if (people.person(person).isEmpty()) {
            throw Refusal.of(Reason.NO_SUCH_PERSON, "there is nobody called " + person);
        }
        return person;
    }

    public Answer withdraw(Call call) {
        call.query().finish();
        long id = Fields.number(call, "id");
        boolean inReach = desk.absences(0, Long.MAX_VALUE).stream()
                .anyMatch(absence -> absence.id() == id && call.sees(absence.place()));
        if (!inReach || !desk.withdraw(id, call.account())) {
            throw Refusal.of(Reason.NO_SUCH_ABSENCE, "there is no absence " + id + " in force");
        }
        return Answer.empty(204);
    }
}
