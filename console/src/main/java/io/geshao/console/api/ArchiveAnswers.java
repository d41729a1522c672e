package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.people.CallLine;
import io.geshao.casework.people.CallList;
import io.geshao.casework.people.Resident;
import io.geshao.casework.port.ArchiveDesk;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.PeopleJson;
import java.util.List;
import java.util.Set;

/** The people-room-thing archive: masked for all but those who help, who are logged with every look. */
public final class ArchiveAnswers {
    private static final int MAX_TEXT = 500;
    private static final int MAX_ID = 64;

    private final ArchiveDesk desk;

    public ArchiveAnswers(ArchiveDesk desk) {
        this.desk = desk;
    }

    public Answer residents(Call call) {
        String place = Fields.place(call);
        boolean needing = "yes".equals(call.query().oneOf("needingHelp", List.of("yes", "no")));
        call.query().finish();
        boolean open = PeopleAnswers.helps(call.actor());
        List<Resident> found = desk.residents(place, needing, call.account()).stream()
                .map(resident -> open ? resident : resident.masked())
                .toList();
        return Answer.json(PeopleJson.items(found, PeopleJson::resident));
    }

    public Answer things(Call call) {
        String place = Fields.place(call);
        call.query().finish();
        return Answer.json(PeopleJson.items(desk.things(place), PeopleJson::thing));
    }

    public Answer lists(Call call) {
        String place = Fields.place(call);
        call.query().finish();
        return Answer.json(PeopleJson.items(desk.callLists(place), PeopleJson::callList));
    }

    public Answer make(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("place", "purpose"));
        CallList list =
                desk.callList(Fields.place(call, body, "place"), Call.text(body, "purpose", MAX_TEXT), call.account());
        return Answer.json(out -> PeopleJson.callList(out, list));
    }

    public Answer one(Call call) {
        call.query().finish();
        CallList list = list(call);
        List<CallLine> lines = desk.lines(list.id(), call.account());
        return Answer.json(out -> PeopleJson.callList(out, list, lines));
    }

    /** What came of a call. */
    public Answer called(Call call) {
        call.query().finish();
        CallList list = list(call);
        JsonNode body = call.body(Set.of("resident", "result", "note"));
        boolean written = desk.called(
                list.id(),
                Call.text(body, "resident", MAX_ID),
                Fields.word("result", Call.text(body, "result", 16), CallLine.Result.class),
                body.has("note") ? Call.text(body, "note", MAX_TEXT) : "",
                call.account());
        if (!written) {
            throw Refusal.of(Reason.NO_SUCH_PERSON, "the resident is not on the list");
        }
        CallList after = list(call);
        return Answer.json(out -> PeopleJson.callList(out, after));
    }

    private CallList list(Call call) {
        return desk.list(Fields.number(call, "id"))
                .filter(found -> call.sees(found.place()))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_CALL_LIST, "there is no such list"));
    }
}
