package io.geshao.console.api;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.casework.cases.Attachment;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseFilter;
import io.geshao.casework.cases.CaseOverlay;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.casework.cases.CaseSource;
import io.geshao.casework.cases.NewReport;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.casework.port.CaseWorkDesk.RefusedException;
import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.http.Token;
import io.geshao.console.json.CoreJson;
import io.geshao.core.CaseView;
import io.geshao.core.Severity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Cases to be found, reported and worked on by people; what may be done is the case machine's to say. */
public final class CaseWorkAnswers {
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_CODE = 200;
    private static final List<String> YES_NO = List.of("true", "false");
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();

    private final CaseWorkDesk desk;

    public CaseWorkAnswers(CaseWorkDesk desk) {
        this.desk = desk;
    }

    /** Cases by filter, newest first; of a resident the own reports. */
    public Answer find(Call call) {
        Query query = call.query();
        List<String> after = query.after("found-cases", 2);
        int limit = query.limit(100, CaseFilter.MAX_LIMIT - 1);
        String domain = query.oneOf("domain", names(CaseView.Domain.values()));
        String severity = query.oneOf("severity", names(Severity.values()));
        String source = query.oneOf("source", names(CaseSource.values()));
        String overlay = query.oneOf("overlay", names(CaseOverlay.values()));
        CaseFilter filter = new CaseFilter(
                yesNo(query, "open"),
                query.text("state", MAX_CODE),
                query.text("class", MAX_CODE),
                domain == null ? Set.of() : Set.of(CaseView.Domain.valueOf(domain)),
                severity == null ? null : Severity.valueOf(severity),
                query.text("place", MAX_CODE),
                query.text("unit", MAX_CODE),
                source == null ? null : CaseSource.valueOf(source),
                overlay == null ? null : CaseOverlay.valueOf(overlay),
                yesNo(query, "overdue"),
                yesNo(query, "drill"),
                yesNo(query, "untold"),
                query.text("text", MAX_CODE),
                query.millis("from"),
                query.millis("to"),
                after == null ? null : Long.valueOf(Token.number(after.get(0))),
                after == null ? null : after.get(1),
                limit + 1);
        query.finish();
        Page<CaseView> page = Page.of(
                desk.list(filter, call.actor()),
                limit,
                view -> Token.of("found-cases", view.openedMillis(), view.number()));
        return Answer.json(out -> {
            out.writeStartObject();
            CoreJson.cases(out, "items", page.items());
            CoreJson.string(out, "next", page.next());
            out.writeEndObject();
        });
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    private static @Nullable Boolean yesNo(Query query, String name) {
        String value = query.oneOf(name, YES_NO);
        return value == null ? null : Boolean.valueOf(value);
    }

    /** Everything about one case but its timeline, with what the account may do now. */
    public Answer sheet(Call call) {
        call.query().finish();
        String number = CaseAnswers.number(call);
        CaseSheet sheet = desk.sheet(number, call.actor())
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_CASE, "there is no case " + number));
        ObjectNode rest = MAPPER.valueToTree(sheet);
        rest.remove("view");
        rest.remove("allowed");
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeFieldName("case");
            CoreJson.caseView(out, sheet.view());
            out.writeFieldName("work");
            MAPPER.writeTree(out, rest);
            out.writeArrayFieldStart("allowed");
            for (CaseSheet.Allowed allowed : sheet.allowed()) {
                out.writeStartObject();
                out.writeStringField("action", allowed.action().path());
                CoreJson.text(
                        out,
                        "name",
                        Map.of(
                                "zh",
                                allowed.action().zh(),
                                "en",
                                allowed.action().en()));
                out.writeFieldName("fields");
                MAPPER.writeTree(out, MAPPER.valueToTree(allowed.fields()));
                out.writeFieldName("proposed");
                MAPPER.writeTree(out, MAPPER.valueToTree(allowed.proposed()));
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** Does what the path names. */
    public Answer act(Call call) {
        call.query().finish();
        String number = CaseAnswers.number(call);
        CaseAction action = CaseAction.ofPath(call.path("action"))
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_PATH, "there is no such action"));
        Map<String, String> parameters = call.body().length == 0 ? Map.of() : call.texts(MAX_TEXT);
        return acted(() -> desk.act(number, call.actor(), action, parameters));
    }

    public Answer report(Call call) {
        call.query().finish();
        Map<String, String> given = new HashMap<>(call.texts(MAX_TEXT));
        String source = given.getOrDefault("source", "");
        if (!names(CaseSource.values()).contains(source)) {
            throw Refusal.parameter("source", "must be one of " + String.join(", ", names(CaseSource.values())));
        }
        NewReport report = new NewReport(
                CaseSource.valueOf(source),
                given.getOrDefault("place", ""),
                given.getOrDefault("class", ""),
                given.getOrDefault("words", ""),
                given.getOrDefault("account", ""),
                given.getOrDefault("name", ""),
                given.getOrDefault("contact", ""),
                given.getOrDefault("unit", ""),
                given.getOrDefault("urgency", ""));
        given.keySet()
                .removeAll(
                        Set.of("source", "place", "class", "words", "account", "name", "contact", "unit", "urgency"));
        if (!given.isEmpty()) {
            throw Refusal.parameter(given.keySet().iterator().next(), "is not a known field");
        }
        return acted(() -> desk.report(report, call.actor()));
    }

    /** The body is the file itself; its name is a parameter, its type the Content-Type. */
    public Answer attach(Call call) {
        String name = call.query().text("name", 120);
        call.query().finish();
        if (name == null) {
            throw Refusal.parameter("name", "is missing");
        }
        String type = call.contentType() == null
                ? ""
                : call.contentType().split(";", -1)[0].strip();
        Attachment kept = refusing(() ->
                desk.attach(CaseAnswers.number(call), call.actor(), name, type.toLowerCase(Locale.ROOT), call.body()));
        return Answer.json(out -> MAPPER.writeTree(out, MAPPER.valueToTree(kept)));
    }

    /** Always a download: what somebody uploaded never runs in our page. */
    public Answer attachment(Call call) {
        call.query().finish();
        CaseWorkDesk.Content content = desk.attachment(CaseAnswers.number(call), call.path("id"), call.actor())
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_ATTACHMENT, "there is no such attachment"));
        String name = URLEncoder.encode(content.about().name(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return Answer.of(200, content.about().mediaType(), content.bytes())
                .with("Content-Disposition", "attachment; filename*=UTF-8''" + name)
                .with("ETag", "\"" + content.about().sha256() + "\"");
    }

    private static Answer acted(Supplier<CaseView> action) {
        CaseView after = refusing(action);
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeFieldName("case");
            CoreJson.caseView(out, after);
            out.writeEndObject();
        });
    }

    private static <T> T refusing(Supplier<T> action) {
        try {
            return action.get();
        } catch (RefusedException e) {
            if (e.refusal() == CaseRefusal.NO_SUCH_CASE && !e.detail().isEmpty()) {
                throw Refusal.of(Reason.NO_SUCH_CASE, String.valueOf(e.getMessage()));
            }
            throw Refusal.named(
                    Reason.CASE_REFUSED, e.refusal().name(), e.refusal().zh() + " / " + e.getMessage(), e.detail());
        }
    }
}
