package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.people.PlaceChange;
import io.geshao.casework.port.PlaceDesk;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.PeopleJson;
import io.geshao.core.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The place tree with what it has to carry, and how its codes changed. */
public final class PlaceAnswers {
    private static final int MAX_REASON = 500;
    private static final int MAX_MOVES = 500;

    private final PlaceDesk desk;
    private final Ticker ticker;

    public PlaceAnswers(PlaceDesk desk, Ticker ticker) {
        this.desk = desk;
        this.ticker = ticker;
    }

    public Answer tree(Call call) {
        String place = Fields.place(call);
        call.query().finish();
        return Answer.json(PeopleJson.items(desk.tree(place), PeopleJson::load));
    }

    public Answer oversized(Call call) {
        String place = Fields.place(call);
        call.query().finish();
        return Answer.json(PeopleJson.items(desk.oversized(place), PeopleJson::load));
    }

    public Answer changes(Call call) {
        String place = Fields.place(call);
        call.query().finish();
        return Answer.json(PeopleJson.items(desk.changes(place), PeopleJson::change));
    }

    /** What became of a path, and what it was before. */
    public Answer history(Call call) {
        String place = Fields.place(call);
        long at = Fields.millis(call.query(), "at", ticker.epochMillis());
        call.query().finish();
        List<String> current = desk.current(place, at);
        List<String> former = desk.former(place);
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeStringField("path", place);
            out.writeArrayFieldStart("current");
            for (String path : current) {
                out.writeString(path);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("former");
            for (String path : former) {
                out.writeString(path);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    public Answer change(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("kind", "moves", "atMillis", "reason"));
        JsonNode moves = body.path("moves");
        if (!moves.isArray() || moves.isEmpty() || moves.size() > MAX_MOVES) {
            throw Refusal.parameter("moves", "must be a list of 1 to " + MAX_MOVES + " moves");
        }
        List<PlaceChange.Move> read = new ArrayList<>();
        PlaceChange made;
        try {
            for (JsonNode move : moves) {
                read.add(new PlaceChange.Move(Fields.place(call, move, "from"), Fields.place(call, move, "to")));
            }
            made = desk.change(new PlaceChange(
                    0,
                    Fields.word("kind", Call.text(body, "kind", 16), PlaceChange.Kind.class),
                    read,
                    Fields.millis(body, "atMillis"),
                    Call.text(body, "reason", MAX_REASON),
                    call.account(),
                    0));
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter("moves", "are refused: " + e.getMessage());
        }
        return Answer.json(out -> PeopleJson.change(out, made));
    }
}
