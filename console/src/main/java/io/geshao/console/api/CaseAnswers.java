package io.geshao.console.api;

import io.geshao.console.http.Answer;
import io.geshao.console.http.Call;
import io.geshao.console.http.Query;
import io.geshao.console.http.Reason;
import io.geshao.console.http.Refusal;
import io.geshao.console.http.Token;
import io.geshao.console.json.CoreJson;
import io.geshao.core.AlertView;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.CaseDesk;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cases, to look at and to act on. The actor of every action is the account that asks. */
public final class CaseAnswers {
    private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_CAUSE = 500;
    /** A storm case may have thousands of members; the newest tell what is going on. */
    private static final int MAX_ALERTS = 200;

    private final CaseDesk desk;
    private final AlertDesk alerts;

    public CaseAnswers(CaseDesk desk, AlertDesk alerts) {
        this.desk = desk;
        this.alerts = alerts;
    }

    public Answer list(Call call) {
        Query query = call.query();
        boolean all = "all".equals(query.oneOf("state", AlertAnswers.STATES));
        Long before = query.millis("before");
        List<String> after = query.after(all ? "cases" : "open-cases", all ? 2 : 3);
        int limit = query.limit(200, 1_000);
        query.finish();
        if (before != null && after != null) {
            throw Refusal.parameter("before", "does not go with after");
        }
        Page<CaseView> page = all
                ? Page.visible(
                        (last, count) -> last == null
                                ? opened(before, after, count)
                                : desk.openedBefore(last.openedMillis(), last.number(), count),
                        view -> call.sees(view.place()),
                        limit,
                        view -> Token.of("cases", view.openedMillis(), view.number()))
                : Page.of(
                        open(call, before, after),
                        limit,
                        view -> Token.of("open-cases", view.severity().name(), view.openedMillis(), view.number()));
        return Answer.json(out -> {
            out.writeStartObject();
            CoreJson.cases(out, "items", page.items());
            CoreJson.string(out, "next", page.next());
            out.writeEndObject();
        });
    }

    private List<CaseView> opened(@Nullable Long before, @Nullable List<String> after, int limit) {
        return after == null
                ? desk.openedBefore(before, limit)
                : desk.openedBefore(Token.number(after.get(0)), after.get(1), limit);
    }

    /** Most severe first, then oldest, then by number: what comes after a token is what sorts behind it. */
    private List<CaseView> open(Call call, @Nullable Long before, @Nullable List<String> after) {
        return desk.open().stream()
                .filter(view -> call.sees(view.place()))
                .filter(view -> before == null || view.openedMillis() < before)
                .filter(view -> after == null
                        || Page.compare(
                                        view.severity().name(),
                                        after.get(0),
                                        view.openedMillis(),
                                        Token.number(after.get(1)),
                                        view.number(),
                                        after.get(2))
                                > 0)
                .toList();
    }

    public Answer one(Call call) {
        call.query().finish();
        String number = number(call);
        CaseView view = find(call).orElseThrow(() -> Refusal.of(Reason.NO_SUCH_CASE, "there is no case " + number));
        List<CaseEvent> timeline = desk.timeline(number);
        List<String> members = view.alerts();
        List<AlertView> newest = members.subList(Math.max(0, members.size() - MAX_ALERTS), members.size()).stream()
                .map(alerts::find)
                .flatMap(Optional::stream)
                .toList();
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeFieldName("case");
            CoreJson.caseView(out, view);
            out.writeArrayFieldStart("timeline");
            for (CaseEvent event : timeline) {
                CoreJson.event(out, event);
            }
            out.writeEndArray();
            CoreJson.alerts(out, "alerts", newest);
            out.writeEndObject();
        });
    }

    public Answer acknowledge(Call call) {
        call.query().finish();
        return acted(() -> desk.acknowledge(inReach(call), call.account()));
    }

    public Answer comment(Call call) {
        call.query().finish();
        String text = Call.text(call.body(Set.of("text")), "text", MAX_TEXT);
        return acted(() -> desk.comment(inReach(call), call.account(), text));
    }

    public Answer close(Call call) {
        call.query().finish();
        String cause = Call.text(call.body(Set.of("cause")), "cause", MAX_CAUSE);
        return acted(() -> desk.close(inReach(call), call.account(), cause));
    }

    private static Answer acted(Supplier<CaseView> action) {
        CaseView after;
        try {
            after = action.get();
        } catch (CaseDesk.RefusedException e) {
            throw Refusal.of(Reason.of(e.reason()), String.valueOf(e.getMessage()));
        }
        return Answer.json(out -> {
            out.writeStartObject();
            out.writeFieldName("case");
            CoreJson.caseView(out, after);
            out.writeEndObject();
        });
    }

    /** Number of the case that the path names; one outside of the account's subtree is no case to it. */
    private String inReach(Call call) {
        return find(call)
                .map(CaseView::number)
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_CASE, "there is no case " + number(call)));
    }

    /** The case that the path names, where the asking account may look. */
    private Optional<CaseView> find(Call call) {
        return desk.find(number(call)).filter(view -> call.sees(view.place()));
    }

    private static String number(Call call) {
        String number = call.path("number");
        if (!NUMBER.matcher(number).matches()) {
            throw Refusal.parameter("number", "is not a case number");
        }
        return number;
    }
}
