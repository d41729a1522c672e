package io.geshao.incident.machine;

import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseLevel;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.core.Grade;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.EventKind;
import io.geshao.incident.list.ResponsibilityList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an action does to the case beside its state and clocks, or why its parameters will not do. */
final class Effects {
    private final Catalogue catalogue;
    private final Endings endings;
    private final Unions unions;

    Effects(Catalogue catalogue) {
        this.catalogue = catalogue;
        endings = new Endings();
        unions = new Unions(catalogue);
    }

    void apply(Acting acting) {
        switch (acting.move.action()) {
            case ASK_PRE_CHECK -> question(acting, acting.must("question"));
            case ANSWER_PRE_CHECK -> question(acting, null);
            case FILE -> file(acting);
            case VOID -> endings.end(acting, acting.must("reason"));
            case MERGE -> unions.merge(acting);
            case SPLIT -> unions.split(acting);
            case DISPATCH -> dispatch(acting);
            case ADD_JOINT -> addJoint(acting);
            case FINISH_JOINT -> finishJoint(acting);
            case ASSIGN -> acting.draft.handler = acting.must("handler");
            case REVOKE, GIVE_BACK -> acting.draft.handler = null;
            case SUBMIT -> submit(acting);
            case FEED_BACK -> feedBack(acting);
            case RETURN_NOT_OURS -> returnNotOurs(acting);
            case RETURN_NOT_OUR_LEVEL -> count(acting, 1, 0);
            case REWORK -> rework(acting);
            case RETURN_NOT_DONE -> rework(acting);
            case CLOSE -> endings.close(acting);
            case EVALUATE -> evaluate(acting);
            case ASK_EXTENSION, ASK_SUSPENSION -> ask(acting);
            case ENDORSE -> endorse(acting);
            case APPROVE -> approve(acting);
            case REFUSE -> acting.draft.requests = acting.draft.requests.asking(null);
            case RESUME -> acting.draft.requests = acting.draft.requests.suspended(null);
            case WHISTLE -> whistle(acting);
            case ANSWER_WHISTLE, ARRIVE -> answerOrArrive(acting);
            case READDRESS_WHISTLE -> readdress(acting);
            case UPGRADE -> upgrade(acting);
            case SUPERVISE ->
                acting.draft.requests = acting.draft.requests.supervised(
                        new CaseWork.Demand(acting.actor(), acting.must("demand"), false));
            case REPLY_SUPERVISION -> {
                CaseWork.Demand demand = acting.draft.requests.demand();
                if (demand != null) {
                    acting.draft.requests =
                            acting.draft.requests.supervised(new CaseWork.Demand(demand.by(), demand.text(), true));
                }
            }
            case ARBITRATE -> arbitrate(acting);
            case APPEAL ->
                acting.draft.requests = acting.draft.requests.appealed(
                        new CaseWork.Appeal(acting.draft.leadUnit, acting.must("reason"), null, null));
            case ADVISE_APPEAL, DECIDE_APPEAL -> judgeAppeal(acting);
            case TELL_REPORTER -> endings.tell(acting);
            case NOT_SATISFIED, FORWARD, ASK_VERIFY, ANSWER_VERIFY, ACKNOWLEDGE, COMMENT -> {
                // state and clocks say it all
            }
        }
    }

    private static void question(Acting acting, @Nullable String question) {
        CaseWork.Intake intake = acting.draft.intake;
        acting.draft.intake =
                new CaseWork.Intake(intake.source(), intake.reportedMillis(), intake.reporters(), question);
    }

    /** The four clears and the class; a suspected emergency that a person files is confirmed by it. */
    private void file(Acting acting) {
        CaseDraft draft = acting.draft;
        String code = acting.may("class").isEmpty() ? draft.classCode : acting.may("class");
        if (code.isEmpty()) {
            acting.refuse(CaseRefusal.CLASS_MISSING, "class");
            return;
        }
        if (!Catalogue.isClass(code)
                || Catalogue.domainOf(code) != draft.fixed().domain()) {
            acting.refuse(CaseRefusal.UNKNOWN_CLASS, code);
            return;
        }
        if (!code.equals(draft.classCode) && !draft.members.isEmpty()) {
            acting.refuse(CaseRefusal.PARAMETER_NOT_UNDERSTOOD, "class");
            return;
        }
        Optional<ResponsibilityList.Row> row = catalogue.row(code, draft.place, acting.now());
        draft.classCode = code;
        draft.className = catalogue.className(code, row);
        draft.listVersion = row.map(ResponsibilityList.Row::version).orElse("");
        draft.selfClosing = row.map(ResponsibilityList.Row::selfClosing).orElse(false);
        draft.filing = new CaseWork.Filing(
                acting.must("unit"),
                acting.must("content"),
                Limits.parse(acting.must("limit")),
                acting.must("standard"),
                acting.must("condition"),
                null);
        if (draft.suspected) {
            draft.suspected = false;
            draft.say(
                    EventKind.CONFIRMED,
                    acting.actor(),
                    acting.must("condition"),
                    Words.both("人工确认，转为确认案件", "Confirmed by a person"));
        }
    }

    /** To the unit that the list names for the class, or one with an admission (准入), or the one an arbiter named. */
    private void dispatch(Acting acting) {
        CaseDraft draft = acting.draft;
        String unit = acting.must("unit");
        String bound = draft.requests.boundUnit();
        if (bound != null && !bound.equals(unit)) {
            acting.refuse(CaseRefusal.ARBITRATION_BINDS, bound);
            return;
        }
        Optional<ResponsibilityList.Row> row = catalogue.row(draft.classCode, draft.place, acting.now());
        boolean listed = row.map(found -> found.unitRole().equals(unit)).orElse(false);
        if (!listed && bound == null && acting.may("admission").isEmpty()) {
            acting.refuse(CaseRefusal.NOT_IN_THE_LIST, unit);
            return;
        }
        lead(acting, unit);
        CaseWork.Filing filing = draft.filing;
        if (filing != null && !acting.may("admission").isEmpty()) {
            draft.filing = new CaseWork.Filing(
                    unit,
                    filing.content(),
                    filing.limit(),
                    filing.standard(),
                    filing.condition(),
                    acting.may("admission"));
        }
    }

    private void lead(Acting acting, String unit) {
        CaseDraft draft = acting.draft;
        draft.leadUnit = unit;
        draft.handler = null;
        draft.requests = draft.requests.asking(null); // another unit asks for itself
        draft.unit = catalogue.unitName(unit, draft.classCode, draft.place, acting.now());
        draft.joint.removeIf(part -> part.isOpen() && part.unit().equals(unit));
    }

    private static void addJoint(Acting acting) {
        CaseDraft draft = acting.draft;
        String unit = acting.must("unit");
        if (unit.equals(draft.leadUnit)
                || draft.joint.stream()
                        .anyMatch(part -> part.isOpen() && part.unit().equals(unit))) {
            acting.refuse(CaseRefusal.ALREADY_JOINT, unit);
            return;
        }
        draft.joint.add(new CaseWork.JointPart(unit, acting.must("task"), null));
    }

    private static void finishJoint(Acting acting) {
        acting.draft.joint.replaceAll(part -> part.isOpen() && part.unit().equals(acting.unit())
                ? new CaseWork.JointPart(part.unit(), part.task(), acting.must("result"))
                : part);
    }

    private static void submit(Acting acting) {
        if (!acting.around.attachments().contains(acting.must("photo"))) {
            acting.refuse(CaseRefusal.NO_SUCH_ATTACHMENT, "photo");
            return;
        }
        acting.draft.result =
                new CaseWork.Result(acting.must("result"), List.of(acting.must("photo")), null, false, null);
    }

    /** On time or overdue is decided here, once and for all. */
    private static void feedBack(Acting acting) {
        boolean overdue = acting.at.overdue();
        CaseWork.Result submitted = acting.draft.result;
        acting.draft.result = new CaseWork.Result(
                acting.must("result"), submitted == null ? List.of() : submitted.photos(), acting.now(), overdue, null);
        acting.text = Words.both(
                (overdue ? "超时反馈：" : "按期反馈：") + acting.must("result"),
                (overdue ? "Fed back overdue: " : "Fed back on time: ") + acting.must("result"));
    }

    /** The third one does not move the case: who has it is decided once, by somebody else, for good (#37). */
    private static void returnNotOurs(Acting acting) {
        CaseDraft draft = acting.draft;
        count(acting, 1, 1);
        if (draft.tally.notOurs() < Limits.ARBITRATED_RETURN) {
            draft.leadUnit = "";
            draft.requests = draft.requests.asking(null);
            draft.unit = Words.both("派遣员", "Dispatcher");
            return;
        }
        draft.requests = draft.requests.disputed(
                new CaseWork.Dispute(draft.leadUnit, acting.must("reason"), acting.must("proposed")), null);
        draft.clocks.pause(ClockKind.HANDLE, acting.now(), acting.at.calendar());
        draft.clocks.start(ClockKind.ARBITRATION, Limits.of(ClockKind.ARBITRATION), acting.now());
        acting.stay(EventKind.ARBITRATION_OPENED);
        acting.text = Words.both(
                "第三次退回，不再流转，提请督查员裁定：" + acting.must("reason"),
                "Third return: stays here and goes to arbitration: " + acting.must("reason"));
    }

    private static void count(Acting acting, int returns, int notOurs) {
        acting.draft.tally = acting.draft.tally.returned(returns, notOurs);
    }

    private static void rework(Acting acting) {
        acting.draft.tally = acting.draft.tally.reworked();
        acting.draft.handler = null;
    }

    private static void evaluate(Acting acting) {
        CaseDraft draft = acting.draft;
        if (acting.at.actor().is(Role.SYS)) {
            return;
        }
        int rating = Integer.parseInt(acting.must("rating"));
        if (acting.move.roles().contains(Role.RES)) {
            List<CaseWork.Reporter> reporters = draft.intake.reporters().stream()
                    .map(reporter -> reporter.account().equals(acting.actor()) ? reporter.rated(rating) : reporter)
                    .toList();
            draft.intake = new CaseWork.Intake(
                    draft.intake.source(), draft.intake.reportedMillis(), reporters, draft.intake.question());
            return;
        }
        CaseWork.Result result = draft.result;
        draft.result = result == null
                ? new CaseWork.Result("", List.of(), null, false, rating)
                : new CaseWork.Result(result.text(), result.photos(), result.fedBackMillis(), result.overdue(), rating);
    }

    private static void ask(Acting acting) {
        boolean suspend = acting.move.says() == EventKind.SUSPENSION_ASKED;
        Long until = suspend ? Long.valueOf(acting.must("until")) : null;
        if (until != null && until <= acting.now()) {
            acting.refuse(CaseRefusal.PARAMETER_NOT_UNDERSTOOD, "until");
            return;
        }
        if (until != null && until > acting.now() + Limits.SUSPENSION_MILLIS) {
            acting.refuse(CaseRefusal.SUSPENSION_TOO_LONG, "until");
            return;
        }
        boolean ofUnit = acting.move.roles().contains(Role.UNIT);
        acting.draft.requests = acting.draft.requests.asking(
                new CaseWork.Ask(suspend, acting.actor(), acting.must("reason"), until, acting.may("measure"), ofUnit));
    }

    private static void endorse(Acting acting) {
        CaseWork.Ask ask = acting.draft.requests.ask();
        if (ask != null) {
            acting.draft.requests = acting.draft.requests.asking(
                    new CaseWork.Ask(ask.suspend(), ask.by(), ask.reason(), ask.untilMillis(), ask.measure(), true));
        }
    }

    private static void approve(Acting acting) {
        CaseDraft draft = acting.draft;
        CaseWork.Ask ask = draft.requests.ask();
        if (ask == null) {
            throw new IllegalStateException("approved although nothing was asked");
        }
        Long until = ask.untilMillis();
        draft.requests = draft.requests.asking(null);
        if (until == null) {
            draft.clocks.extend(ClockKind.HANDLE, draft.leadUnit);
            draft.tally = draft.tally.extended();
            acting.text = Words.both("批准延期：" + ask.reason(), "Extended: " + ask.reason());
            return;
        }
        draft.requests = draft.requests.suspended(new CaseWork.Suspension(until, ask.reason(), ask.measure()));
        draft.tally = draft.tally.suspended();
        draft.clocks.pause(ClockKind.HANDLE, acting.now(), acting.at.calendar());
        draft.clocks.pause(ClockKind.JOINT, acting.now(), acting.at.calendar());
        acting.says = EventKind.SUSPENDED;
        acting.text = Words.both(
                "批准挂账：" + ask.reason() + "；临时措施：" + ask.measure(),
                "Suspended: " + ask.reason() + "; meanwhile: " + ask.measure());
    }

    private static void whistle(Acting acting) {
        String unit = acting.must("unit");
        if (acting.draft.whistles.stream()
                .anyMatch(open -> open.isOpen() && open.unit().equals(unit))) {
            acting.refuse(CaseRefusal.ALREADY_CALLED, unit);
            return;
        }
        acting.draft.whistles.add(
                new CaseWork.Whistle(unit, acting.must("reason"), acting.must("urgency"), null, null));
    }

    private void answerOrArrive(Acting acting) {
        boolean arrives = acting.move.says() == EventKind.ARRIVED;
        if (arrives && !catalogue.isThere(acting.draft.fixed(), acting.given)) {
            acting.refuse(CaseRefusal.TOO_FAR_AWAY, "");
            return;
        }
        acting.draft.whistles.replaceAll(
                whistle -> !whistle.isOpen() || !whistle.unit().equals(acting.unit())
                        ? whistle
                        : new CaseWork.Whistle(
                                whistle.unit(),
                                whistle.why(),
                                whistle.urgency(),
                                arrives ? whistle.answeredMillis() : Long.valueOf(acting.now()),
                                arrives ? Long.valueOf(acting.now()) : null));
    }

    private static void readdress(Acting acting) {
        String from = acting.must("from");
        String unit = acting.must("unit");
        List<CaseWork.Whistle> whistles = acting.draft.whistles;
        Optional<CaseWork.Whistle> called = whistles.stream()
                .filter(whistle -> whistle.isOpen() && whistle.unit().equals(from))
                .findFirst();
        if (called.isEmpty()) {
            acting.refuse(CaseRefusal.NO_WHISTLE, from);
            return;
        }
        if (whistles.stream()
                .anyMatch(whistle -> whistle.isOpen() && whistle.unit().equals(unit))) {
            acting.refuse(CaseRefusal.ALREADY_CALLED, unit);
            return;
        }
        whistles.remove(called.get());
        whistles.add(new CaseWork.Whistle(unit, called.get().why(), called.get().urgency(), null, null));
        acting.draft.clocks.stop(ClockKind.WHISTLE_ANSWER, from, acting.now(), acting.at.calendar());
        acting.draft.clocks.stop(ClockKind.WHISTLE_ARRIVAL, from, acting.now(), acting.at.calendar());
    }

    /** Exactly one level, or one grade, and then the level that leads that grade (#4). */
    private static void upgrade(Acting acting) {
        CaseDraft draft = acting.draft;
        CaseLevel before = draft.level;
        String asked = acting.may("grade");
        if (asked.isEmpty()) {
            CaseLevel above = before.up().orElseThrow();
            draft.level = above;
            if (above.grade().compareTo(draft.grade) < 0) {
                draft.grade = above.grade();
            }
        } else {
            Grade grade = Grade.valueOf(asked);
            if (grade.ordinal() != draft.grade.ordinal() - 1) {
                acting.refuse(CaseRefusal.EXACTLY_ONE_LEVEL, "grade");
                return;
            }
            draft.grade = grade;
            CaseLevel leads = CaseLevel.of(grade);
            draft.level = leads.compareTo(before) > 0 ? leads : before;
        }
        if (draft.leadUnit.isEmpty()) {
            draft.unit = Words.both(draft.level.zh(), draft.level.en());
        }
        acting.text = Words.both(
                "由" + before.zh() + "上报至" + draft.level.zh() + "牵头：" + acting.must("reason"),
                "Reported up, led by " + draft.level.en() + " instead of " + before.en() + ": "
                        + acting.must("reason"));
    }

    private void arbitrate(Acting acting) {
        CaseDraft draft = acting.draft;
        String unit = acting.must("unit");
        draft.tally = draft.tally.arbitrated();
        if (!unit.equals(draft.leadUnit)) {
            draft.clocks.stop(ClockKind.HANDLE, draft.leadUnit, acting.now(), acting.at.calendar());
            lead(acting, unit);
        }
        draft.requests = draft.requests.disputed(null, unit);
    }

    private static void judgeAppeal(Acting acting) {
        CaseWork.Appeal appeal = acting.draft.requests.appeal();
        if (appeal == null) {
            throw new IllegalStateException("judged although nobody appealed");
        }
        String decision = acting.must("decision");
        CaseWork.Appeal next = acting.move.says() == EventKind.APPEAL_ADVISED
                ? new CaseWork.Appeal(appeal.unit(), appeal.reason(), decision, null)
                : new CaseWork.Appeal(appeal.unit(), appeal.reason(), appeal.advice(), decision.equals("approve"));
        acting.draft.requests = acting.draft.requests.appealed(next);
    }
}
