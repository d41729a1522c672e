package io.geshao.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.port.RuleBook;
import io.geshao.casework.port.RuleBook.Kind;
import io.geshao.casework.port.RuleBook.Version;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.json.RuleJson;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What cases are judged by: calendars, class tables, responsibility lists, and what a deadline would be. */
public final class RuleAnswers {
    /** The tables of a whole city, in one body. */
    public static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

    private static final int MAX_TEXT = MAX_BODY_BYTES;
    private static final int MAX_REASON = 500;
    private static final int MAX_FILES = 8;
    private static final int MAX_CODE = 64;
    private static final int MAX_PLACE = 200;
    private static final Map<String, Kind> KINDS =
            Map.of("calendars", Kind.CALENDAR, "classes", Kind.CLASSES, "responsibility", Kind.RESPONSIBILITY);

    private final RuleBook book;

    public RuleAnswers(RuleBook book) {
        this.book = book;
    }

    public Answer versions(Call call) {
        call.query().finish();
        List<Version> versions = book.versions(kind(call));
        return Answer.json(out -> RuleJson.items(out, versions, RuleJson::version));
    }

    /** The text of a version as it can be loaded again. */
    public Answer text(Call call) {
        call.query().finish();
        Kind kind = kind(call);
        String version = call.path("version");
        String text = book.text(kind, version)
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_VERSION, "there is no version " + version));
        String type = kind == Kind.CALENDAR ? "text/csv" : "text/tab-separated-values";
        return Answer.of(200, type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public Answer load(Call call) {
        call.query().finish();
        Kind kind = kind(call);
        JsonNode body = call.body(Set.of("validFrom", "files", "reason"));
        @Nullable LocalDate from = body.has("validFrom") ? day("validFrom", Call.text(body, "validFrom", 10)) : null;
        Map<String, String> files = files(body.path("files"));
        String reason = Call.text(body, "reason", MAX_REASON);
        Version version = asked(() -> book.load(kind, from, files, reason, call.account()));
        return Answer.json(201, out -> RuleJson.version(out, version));
    }

    private static Map<String, String> files(JsonNode node) {
        if (!node.isObject() || node.isEmpty() || node.size() > MAX_FILES) {
            throw Refusal.parameter("files", "must be an object of 1 to " + MAX_FILES + " texts by name");
        }
        Map<String, String> files = new TreeMap<>();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.isBlank() || name.length() > MAX_CODE) {
                throw Refusal.parameter("files", "has a name that is empty or too long");
            }
            files.put(name, Call.text(node, name, MAX_TEXT));
        }
        return files;
    }

    public Answer withdraw(Call call) {
        call.query().finish();
        JsonNode body = call.body(Set.of("reason"));
        String reason = Call.text(body, "reason", MAX_REASON);
        Version version = asked(() -> book.withdraw(kind(call), call.path("version"), reason, call.account()));
        return Answer.json(out -> RuleJson.version(out, version));
    }

    public Answer classes(Call call) {
        Query query = call.query();
        String words = query.text("q", 100);
        @Nullable LocalDate day = day(query);
        int limit = query.limit(100, 1_000);
        query.finish();
        List<RuleBook.ClassSheet> classes = book.classes(words == null ? "" : words, day, limit);
        return Answer.json(out -> RuleJson.items(out, classes, RuleJson::sheet));
    }

    public Answer duties(Call call) {
        Query query = call.query();
        @Nullable LocalDate day = day(query);
        query.finish();
        return duties(book.duties(day));
    }

    /** What residents may see (公示); of any day, so that the version of yesterday can still be opened. */
    public Answer published(Call call) {
        Query query = call.query();
        @Nullable LocalDate day = day(query);
        query.finish();
        return duties(book.published(day));
    }

    private static Answer duties(Optional<RuleBook.DutyList> found) {
        RuleBook.DutyList list = found.orElseThrow(
                () -> Refusal.of(Reason.NO_SUCH_VERSION, "no responsibility list was in force that day"));
        return Answer.json(out -> RuleJson.duties(out, list));
    }

    public Answer gaps(Call call) {
        Query query = call.query();
        Long from = query.millis("from");
        Long to = query.millis("to");
        query.finish();
        List<RuleBook.Gap> gaps = book.gaps(from == null ? 0 : from, to == null ? Long.MAX_VALUE : to);
        return Answer.json(out -> RuleJson.items(out, gaps, RuleJson::gap));
    }

    public Answer preview(Call call) {
        Query query = call.query();
        String classCode = query.text("class", MAX_CODE);
        String place = query.text("place", MAX_PLACE);
        String limit = query.text("limit", MAX_CODE);
        Long start = query.millis("start");
        query.finish();
        if (start == null) {
            throw Refusal.parameter("start", "is needed: milliseconds since the epoch");
        }
        RuleBook.Preview preview =
                asked(() -> book.preview(new RuleBook.Question(classCode, place == null ? "" : place, limit, start)));
        return Answer.json(out -> RuleJson.preview(out, preview));
    }

    private static Kind kind(Call call) {
        Kind kind = KINDS.get(call.path("kind"));
        if (kind == null) {
            throw Refusal.of(Reason.NO_SUCH_PATH, "the rule book has calendars, classes and responsibility");
        }
        return kind;
    }

    private static @Nullable LocalDate day(Query query) {
        String text = query.text("day", 10);
        return text == null ? null : day("day", text);
    }

    private static LocalDate day(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.parameter(name, "is not a date such as 2026-10-01");
        }
    }

    private static <T> T asked(Supplier<T> action) {
        try {
            return action.get();
        } catch (RuleBook.RefusedException e) {
            StringBuilder message = new StringBuilder(String.valueOf(e.getMessage()));
            e.faults().forEach(fault -> message.append('\n')
                    .append(fault.file())
                    .append(':')
                    .append(fault.line())
                    .append(": ")
                    .append(fault.reason()));
            throw Refusal.of(Reason.of(e.reason()), message.toString());
        }
    }
}
