package io.geshao.console.api;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.casework.score.Period;
import io.geshao.casework.score.Scope;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads from a request whose figures and of when, and writes records as they are. Any thread. */
final class ScoreQuery {
    private static final int MAX_PATH = 200;
    private static final int MAX_UNIT = 64;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();

    private ScoreQuery() {}

    /** {@code place} and {@code unit}; without a place all that the account looks after. */
    static Scope scope(Call call) {
        return new Scope(place(call), Objects.requireNonNullElse(call.query().text("unit", MAX_UNIT), ""));
    }

    /** {@code place}, which must lie where the account's roles hold. */
    static String place(Call call) {
        @Nullable String given = call.query().text("place", MAX_PATH);
        String place = given == null ? call.actor().place() : given;
        if (!call.sees(place)) {
            throw Refusal.of(Reason.NOT_YOUR_PLACE, "the place is outside yours");
        }
        return place;
    }

    static Period period(Query query) {
        String name = query.text("period", 32);
        if (name == null) {
            throw Refusal.parameter("period", "is missing");
        }
        return period("period", name);
    }

    static Period period(String parameter, String name) {
        try {
            return Period.of(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter(parameter, "is no day, week, month, year or range of days");
        }
    }

    static Answer json(Object value) {
        try {
            return Answer.of(200, "application/json", MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records are JSON", e);
        }
    }
}
