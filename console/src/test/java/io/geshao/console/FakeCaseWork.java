package io.geshao.console;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.Attachment;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseField;
import io.geshao.casework.cases.CaseFilter;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseOverlay;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.casework.cases.CaseSource;
import io.geshao.casework.cases.NewReport;
import io.geshao.casework.port.CaseWorkDesk;
import io.geshao.core.CaseView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Case work in memory: refuses whistles that would be dropped, and remembers what it was asked. */
final class FakeCaseWork implements CaseWorkDesk {
    final List<String> asked = new ArrayList<>();
    private final Map<String, Content> files = new HashMap<>();
    private final Supplier<List<CaseView>> cases;

    FakeCaseWork(Supplier<List<CaseView>> cases) {
        this.cases = cases;
    }

    @Override
    public synchronized List<CaseView> list(CaseFilter filter, Actor actor) {
        asked.add("list " + filter);
        return cases.get().stream()
                .filter(view -> filter.afterNumber() == null || view.number().compareTo(filter.afterNumber()) < 0)
                .sorted((one, other) -> other.number().compareTo(one.number()))
                .limit(filter.limit())
                .toList();
    }

    @Override
    public synchronized Optional<CaseSheet> sheet(String number, Actor actor) {
        return find(number)
                .map(view -> new CaseSheet(
                        view,
                        CaseSource.WHISTLE,
                        FakePlatform.NOW,
                        CaseLevel.STREET,
                        "FIRE",
                        "hnd",
                        Set.of(CaseOverlay.SUPERVISED),
                        new CaseSheet.FourClears(
                                "FIRE", "put out", Map.of("zh", "15 分钟", "en", "15 minutes"), "out", "fire", null),
                        new CaseSheet.Outcome("", List.of(), null, false, null),
                        new CaseSheet.Counts(1, 1, 0, 0, 0),
                        List.of(new CaseSheet.Clock(
                                ClockKind.HANDLE, "FIRE", Map.of("zh", "", "en", ""), "RUNNING", 1, 0.5, 2L, false)),
                        List.of(new CaseSheet.Reporter(
                                number + "/1", CaseSource.RESIDENT, "王**", "1**", "烟", 1, null, null, null)),
                        List.of(new CaseSheet.JointPart("PROPERTY", "open the gate", null)),
                        List.of(new CaseSheet.Whistle("FIRE", "smoke", "emergency", 1L, null)),
                        Map.of("demand", "why so late"),
                        null,
                        files.values().stream().map(Content::about).toList(),
                        List.of(new CaseSheet.Allowed(
                                CaseAction.RETURN_NOT_OURS,
                                List.of(new CaseField(
                                        "reason", CaseField.Kind.TEXT, true, CaseRefusal.REASON_MISSING, List.of())),
                                Map.of("reason", "")))));
    }

    private Optional<CaseView> find(String number) {
        return cases.get().stream().filter(view -> view.number().equals(number)).findFirst();
    }

    @Override
    public synchronized CaseView act(String number, Actor actor, CaseAction action, Map<String, String> parameters) {
        asked.add(action + " " + actor.account() + " " + parameters);
        CaseView view = find(number).orElseThrow(() -> new RefusedException(CaseRefusal.NO_SUCH_CASE, number));
        if (action == CaseAction.VOID) {
            throw new RefusedException(CaseRefusal.WHISTLE_CANNOT_BE_DROPPED, "");
        }
        if (action == CaseAction.FILE && !parameters.containsKey("limit")) {
            throw new RefusedException(CaseRefusal.DEADLINE_NOT_CLEAR, "limit");
        }
        return view;
    }

    @Override
    public synchronized CaseView report(NewReport report, Actor actor) {
        asked.add("report " + actor.is(Role.RES) + " " + report);
        return cases.get().get(0);
    }

    @Override
    public synchronized Attachment attach(String number, Actor actor, String name, String mediaType, byte[] bytes) {
        if (!mediaType.equals("image/png")) {
            throw new RefusedException(CaseRefusal.ATTACHMENT_TYPE, mediaType);
        }
        Attachment about =
                new Attachment(number + "-1", name, mediaType, bytes.length, "ab", FakePlatform.NOW, actor.account());
        files.put(about.id(), new Content(about, bytes));
        return about;
    }

    @Override
    public synchronized Optional<Content> attachment(String number, String id, Actor actor) {
        return Optional.ofNullable(files.get(id));
    }

    @Override
    public List<Chain> verify() {
        return List.of(new Chain("yuhua", "INTACT", 3, 0, "ab"));
    }
}
