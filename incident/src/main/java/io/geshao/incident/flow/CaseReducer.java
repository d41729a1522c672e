package io.geshao.incident.flow;

import io.geshao.casework.ClockKind;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseSource;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.CaseHint;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceKind;
import io.geshao.core.Severity;
import io.geshao.core.registry.Registry;
import io.geshao.incident.clock.CaseClocks;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.list.ResponsibilityList;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an alert transition does to a case: (case, transition, now) to (case, timeline entries, orders). Pure; any
 * thread.
 */
public final class CaseReducer {
    /*
     * A suspicion (疑似) opens an emergency case in REPORTED, so that people are told at the first source; the first alert
     * of the same scope that is not merely a suspicion confirms it, and the platform files and dispatches at once. What
     * counts as an independent second source is the rules' business, not the case's.
     *
     * An acknowledgement means "I have seen this". A confirmation or a rising severity is something new, so it withdraws
     * the acknowledgement; another member of the same weight does not.
     */
    static final String SYS = "SYS";
    /** What the scope of a case that people reported begins with, until an alert joins it. */
    public static final String REPORT_SCOPE = "report:";

    private final PlaceNames places;
    private final CaseTexts texts;
    private final ResponsibilityList list;
    private final WorkCalendar calendar;

    public CaseReducer(Registry registry, ResponsibilityList list, WorkCalendar calendar) {
        this.places = new PlaceNames(registry);
        this.texts = new CaseTexts(places, calendar.zone());
        this.list = list;
        this.calendar = calendar;
    }

    /** Whether a transition wants a case: it joins the open one of its class and scope, or opens one. */
    public static boolean wantsCase(AlertTransition transition) {
        AlertView alert = transition.alert();
        if (!alert.caseHint().opensCase() || alert.standing().isQuiet()) {
            return false;
        }
        return switch (transition.kind()) {
            case RAISED -> true;
            case RE_ALARM, SEVERITY_UP -> alert.state().isActive();
            // What was put aside when it was raised has no case yet; what is over by now needs none.
            case UNSHELVED, UNINHIBITED, BACK_IN_SERVICE -> isAlarm(alert);
            default -> false;
        };
    }

    /** Where a case of the alert's scope would be. */
    public String placeOfCase(AlertView alert) {
        return places.placeOfScope(alert.caseHint().caseScope(), alert);
    }

    /** The day a case number carries, {@code yyyyMMdd} in the community's zone. */
    public String day(long nowMillis) {
        return DateTimeFormatter.BASIC_ISO_DATE.format(
                Instant.ofEpochMilli(nowMillis).atZone(calendar.zone()).toLocalDate());
    }

    /**
     * The first step of a new case.
     *
     * @param previous the newest closed case of the same class and scope, or null; alerts that have gone on through its
     *     closing come over to the new case
     */
    public Step open(String number, @Nullable CaseFile previous, AlertTransition transition, long nowMillis) {
        AlertView alert = transition.alert();
        CaseHint hint = alert.caseHint();
        String place = places.placeOfScope(hint.caseScope(), alert);
        boolean emergency = hint.domain() == CaseView.Domain.EMERGENCY;
        boolean lateEpisode = !isAlarm(alert);
        Optional<ResponsibilityList.Row> row = responsible(hint.classCode(), place, alert, nowMillis);
        CaseView blank = new CaseView(
                number,
                hint.domain(),
                hint.classCode(),
                row.map(ResponsibilityList.Row::className)
                        .orElse(CaseTexts.both("未列入清单的类别 " + hint.classCode(), "Unlisted class " + hint.classCode())),
                alert.severity(),
                hint.grade(),
                CaseState.REPORTED.name(),
                Map.of(),
                hint.caseScope(),
                alert.community(),
                place,
                places.label(place),
                places.point(alert, place),
                row.map(ResponsibilityList.Row::unit).orElse(fallbackUnit(hint.domain())),
                emergency && (hint.suspected() || lateEpisode),
                alert.drill(),
                nowMillis,
                nowMillis,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                previous == null ? null : previous.view().number());
        CaseWork work = CaseWork.fresh(CaseSource.SENSOR, CaseLevel.of(hint.grade()), nowMillis);
        CaseDraft draft = new CaseDraft(new CaseFile(blank, List.of(), "", false, work));
        reported(draft, emergency && hint.suspected(), lateEpisode, nowMillis);
        draft.put(member(alert));
        draft.title = texts.title(draft, alert);
        Map<String, String> opening = texts.opened(draft, alert);
        if (lateEpisode) {
            opening = CaseTexts.both("迟报：" + opening.get("zh"), "Late report: " + opening.get("en"));
        }
        draft.say(EventKind.OPENED, SYS, alert.id(), opening);
        file(draft, alert, nowMillis);
        if (previous != null) {
            takeOver(draft, previous, alert, nowMillis);
        }
        return draft.finish(nowMillis);
    }

    /*
     * A case may be closed while an alert over its scope still follows from latched members (F2 from F1): their reset ends
     * it. If a member rings again before it is reset, that alert goes on, silently, and must not stay with the closed case.
     */
    private void takeOver(CaseDraft draft, CaseFile previous, AlertView alert, long nowMillis) {
        for (Member member : previous.members()) {
            if (member.state().isActive() && !member.alertId().equals(alert.id())) {
                draft.put(member);
                draft.say(
                        EventKind.ALERT_JOINED,
                        SYS,
                        member.alertId(),
                        CaseTexts.both(
                                "上一案件 " + previous.view().number() + " 的告警仍未解除："
                                        + places.label(member.place()).get("zh"),
                                "Still active since case " + previous.view().number() + ": "
                                        + places.label(member.place()).get("en")));
                if (!member.suspected() && draft.state == CaseState.REPORTED) {
                    confirm(draft, alert, nowMillis);
                }
            }
        }
    }

    /**
     * The next step of a case that is over or whose work is said to be done: what became of its alerts is recorded, the
     * case itself stays as it was.
     */
    public Step afterClosing(CaseFile file, AlertTransition transition, long nowMillis) {
        CaseDraft draft = new CaseDraft(file);
        settle(draft, transition);
        listen(draft, nowMillis);
        return draft.finish(nowMillis);
    }

    /** The next step of an open case: one of its alerts moved, or an alert of its scope joins. */
    public Step advance(CaseFile file, AlertTransition transition, long nowMillis) {
        AlertView alert = transition.alert();
        CaseDraft draft = new CaseDraft(file);
        if (file.hasMember(alert.id())) {
            settle(draft, transition);
        } else {
            draft.put(member(alert));
            draft.say(EventKind.ALERT_JOINED, SYS, alert.id(), texts.joined(alert));
            if (draft.scope.startsWith(REPORT_SCOPE)) {
                draft.scope = alert.caseHint().caseScope(); // later alerts of the scope find it
            }
        }
        listen(draft, nowMillis);
        if (alert.state().isActive()) {
            draft.closeProposedBy = null; // whoever would have ended it saw something else
        }
        rise(draft, alert);
        file(draft, alert, nowMillis);
        closeIfOver(draft, nowMillis);
        return draft.finish(nowMillis);
    }

    /** Since when it is quiet: the evidence that a sensor can give. */
    private static void listen(CaseDraft draft, long nowMillis) {
        if (draft.anyMember(AlertView.State::isActive)) {
            draft.quietSinceMillis = null;
        } else if (draft.quietSinceMillis == null) {
            draft.quietSinceMillis = nowMillis;
        }
    }

    private void settle(CaseDraft draft, AlertTransition transition) {
        AlertView alert = transition.alert();
        draft.members.replaceAll(member -> member.alertId().equals(alert.id())
                ? member.as(alert.state(), takenAfter(member, transition))
                : member);
        MemberStep said = MemberStep.of(transition.kind());
        draft.say(said.kind(), SYS, alert.id(), texts.about(said.zh(), said.en(), alert));
    }

    /** Severity and grade follow the worst member and never fall by themselves. */
    private static void rise(CaseDraft draft, AlertView alert) {
        if (alert.severity().compareTo(draft.severity) < 0) {
            String change = draft.severity + " → " + alert.severity();
            draft.severity = alert.severity();
            draft.say(
                    EventKind.SEVERITY_UP,
                    SYS,
                    alert.id(),
                    CaseTexts.both("严重程度升高：" + change, "Severity up: " + change));
            withdrawAck(draft, "SEVERITY_UP");
        }
        if (alert.caseHint().grade().compareTo(draft.grade) < 0) {
            String from = CaseTexts.gradeZh(draft.grade);
            String fromEn = CaseTexts.gradeEn(draft.grade);
            draft.grade = alert.caseHint().grade();
            draft.say(
                    EventKind.GRADE_UP,
                    SYS,
                    alert.id(),
                    CaseTexts.both(
                            "事件分级升高：" + from + " → " + CaseTexts.gradeZh(draft.grade),
                            "Grade up: " + fromEn + " → " + CaseTexts.gradeEn(draft.grade)));
            CaseLevel needed = CaseLevel.of(draft.grade);
            if (needed.compareTo(draft.level) > 0) {
                draft.level = needed;
            }
        }
    }

    /** Files and dispatches a reported case if this alert gives the platform the right to. */
    private void file(CaseDraft draft, AlertView alert, long nowMillis) {
        CaseHint hint = alert.caseHint();
        CaseView.Domain domain = draft.fixed().domain();
        boolean mayFile = domain != CaseView.Domain.CITY_MANAGEMENT || hint.autoFile();
        if (draft.state == CaseState.REPORTED && !hint.suspected() && isAlarm(alert) && mayFile) {
            confirm(draft, alert, nowMillis);
        }
    }

    private void confirm(CaseDraft draft, AlertView alert, long nowMillis) {
        if (draft.suspected) {
            draft.suspected = false;
            draft.title = texts.title(draft, alert);
            draft.say(EventKind.CONFIRMED, SYS, alert.id(), texts.about("由疑似转为确认：", "Suspicion confirmed: ", alert));
            withdrawAck(draft, "CONFIRMED");
        }
        Optional<ResponsibilityList.Row> found =
                responsible(draft.fixed().classCode(), draft.fixed().place(), alert, nowMillis);
        found.ifPresent(row -> {
            draft.className = row.className();
            draft.unit = row.unit();
            draft.listVersion = row.version();
            draft.selfClosing = row.selfClosing();
        });
        CaseView.Domain domain = draft.fixed().domain();
        draft.say(EventKind.FILED, SYS, alert.id(), texts.filed(draft));
        draft.clocks.stopAll(nowMillis, calendar);
        if (found.isPresent()) {
            ResponsibilityList.Row row = found.get();
            long deadline = row.limit().deadline(nowMillis, calendar);
            draft.state = CaseState.TO_HANDLE;
            draft.leadUnit = row.unitRole();
            draft.filing = new CaseWork.Filing(
                    row.unitRole(),
                    draft.title.getOrDefault("zh", ""),
                    row.limit(),
                    row.closing().getOrDefault("zh", ""),
                    alert.rule(),
                    null);
            draft.clocks.start(ClockKind.HANDLE, row.unitRole(), row.limit(), nowMillis);
            draft.deadlineMillis = deadline;
            draft.say(
                    EventKind.DISPATCHED,
                    SYS,
                    "responsibility list " + found.get().version(),
                    texts.dispatched(found.get(), deadline));
        } else {
            // An emergency cannot wait for a dispatcher: the duty desk leads it until somebody better is named.
            draft.state = domain == CaseView.Domain.EMERGENCY ? CaseState.TO_HANDLE : CaseState.TO_DISPATCH;
            draft.clocks.start(ClockKind.DISPATCH, ClockBook.wall(CaseClocks.DISPATCH_MILLIS), nowMillis);
            draft.deadlineMillis = nowMillis + CaseClocks.DISPATCH_MILLIS;
            draft.say(EventKind.UNIT_MISSING, SYS, "responsibility list", texts.unitMissing(draft));
        }
    }

    private static void withdrawAck(CaseDraft draft, String reason) {
        if (draft.ackedBy != null) {
            draft.say(
                    EventKind.ACK_WITHDRAWN,
                    SYS,
                    reason,
                    CaseTexts.both(
                            draft.ackedBy + " 的接警不再有效，须重新接警",
                            "The acknowledgement by " + draft.ackedBy
                                    + " no longer holds; the case must be taken again"));
            draft.ackedBy = null;
            draft.ackedMillis = null;
        }
    }

    /** Minor maintenance orders end with their alerts; everything else is closed by a person. */
    private void closeIfOver(CaseDraft draft, long nowMillis) {
        boolean minor = draft.severity.compareTo(Severity.S3) >= 0;
        boolean over = !draft.anyMember(state -> state.isActive() || state.isLatched());
        if (draft.selfClosing && minor && over) {
            draft.state = CaseState.CLOSED;
            draft.closedMillis = nowMillis;
            draft.deadlineMillis = null;
            draft.closeCause = "ALERTS_CLEARED";
            draft.clocks.stopAll(nowMillis, calendar);
            draft.say(EventKind.CLOSED, SYS, "ALERTS_CLEARED", CaseTexts.closedByPlatform());
            draft.order(
                    Step.OrderKind.ACKNOWLEDGE,
                    draft.members.stream()
                            .filter(Member::needsAck)
                            .map(Member::alertId)
                            .toList(),
                    SYS,
                    "");
        }
    }

    private Optional<ResponsibilityList.Row> responsible(
            String classCode, String place, AlertView alert, long nowMillis) {
        @Nullable
        DeviceKind kind =
                places.device(alert).map(device -> device.profile().kind()).orElse(null);
        return list.find(classCode, place, kind, nowMillis, calendar.zone());
    }

    private Member member(AlertView alert) {
        return new Member(
                alert.id(),
                alert.state(),
                places.placeOf(alert),
                alert.device() != null,
                alert.caseHint().suspected(),
                alert.state().isAcked());
    }

    /** An acknowledgement given at the case holds until the alert itself says that something new happened. */
    private static boolean takenAfter(Member before, AlertTransition transition) {
        boolean acked = transition.alert().state().isAcked();
        return switch (transition.kind()) {
            case RE_ALARM, SEVERITY_UP, ACK_LAPSED -> acked;
            default -> before.taken() || acked;
        };
    }

    private static boolean isAlarm(AlertView alert) {
        return alert.state().isActive() || alert.state().isLatched();
    }

    /** Which clock runs until a case is filed: who waits for whom. */
    private static void reported(CaseDraft draft, boolean suspicion, boolean lateEpisode, long nowMillis) {
        ClockKind kind = ClockKind.ACCEPT;
        long limit = CaseClocks.ACCEPT_MILLIS;
        if (lateEpisode) {
            kind = ClockKind.CHECK;
            limit = CaseClocks.LATE_CHECK_MILLIS;
        } else if (suspicion) {
            kind = ClockKind.SUSPICION_ACK;
            limit = CaseClocks.SUSPICION_ACK_MILLIS;
        }
        draft.clocks.start(kind, ClockBook.wall(limit), nowMillis);
        draft.deadlineMillis = nowMillis + limit;
    }

    private static Map<String, String> fallbackUnit(CaseView.Domain domain) {
        return switch (domain) {
            case EMERGENCY -> CaseTexts.both("社区值班室", "Community duty desk");
            case CITY_MANAGEMENT -> CaseTexts.both("派遣员", "Dispatcher");
            case MAINTENANCE -> CaseTexts.both("平台运维", "Platform operations");
        };
    }
}
