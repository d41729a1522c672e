package io.geshao.incident.machine;

import io.geshao.casework.Actor;
import io.geshao.casework.ClockKind;
import io.geshao.casework.Role;
import io.geshao.casework.cases.CaseAction;
import io.geshao.casework.cases.CaseField;
import io.geshao.casework.cases.CaseRefusal;
import io.geshao.casework.cases.CaseSheet;
import io.geshao.core.CaseView;
import io.geshao.core.registry.Registry;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseDraft;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseState;
import io.geshao.incident.flow.CaseWork;
import io.geshao.incident.flow.DeskReducer;
import io.geshao.incident.flow.Step;
import io.geshao.incident.list.ResponsibilityList;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an action does to a case: (case, action, actor, parameters, now) to steps or a refusal by name. Pure; any
 * thread. What is allowed stands in {@link CaseTable}.
 */
public final class CaseMachine {
    /*
     * The order in which an action is refused, so that everybody gets the reason that helps: what nobody may drop, what
     * the platform never does, the role, the place, the state, the unit, what else must hold, what it must carry, and
     * only then what only the effect can tell.
     */
    private static final Set<CaseAction> NEVER_BY_SYS = EnumSet.of(CaseAction.CLOSE, CaseAction.VOID);
    /** One of these tells how long the case may stay where it is. */
    private static final Set<ClockKind> SHOWN = EnumSet.of(
            ClockKind.ACCEPT,
            ClockKind.SUSPICION_ACK,
            ClockKind.FINDING,
            ClockKind.CHECK,
            ClockKind.DISPATCH,
            ClockKind.HANDLE,
            ClockKind.VERIFY_CLOSE,
            ClockKind.VERIFY,
            ClockKind.ARBITRATION);

    /** Reports and alerts of one class and place within this time are one case. */
    public static final long SAME_REPORT_MILLIS = Limits.SAME_REPORT.toMillis();

    private final Catalogue catalogue;
    private final WorkCalendar calendar;
    private final Effects effects;

    public CaseMachine(Registry registry, ResponsibilityList list, WorkCalendar calendar) {
        this.catalogue = new Catalogue(registry, list, calendar);
        this.calendar = calendar;
        this.effects = new Effects(catalogue);
    }

    public WorkCalendar calendar() {
        return calendar;
    }

    /** What the actor may do to the case now, in the order of the enum, with what is proposed for its fields. */
    public List<CaseSheet.Allowed> allowed(CaseFile file, Actor actor, long nowMillis) {
        Situation at = new Situation(file, actor, calendar, nowMillis);
        List<CaseSheet.Allowed> allowed = new ArrayList<>();
        for (CaseAction action : CaseAction.values()) {
            Found found = find(action, at);
            if (found.move != null) {
                allowed.add(new CaseSheet.Allowed(action, found.move.carries(), proposed(action, file, nowMillis)));
            }
        }
        return allowed;
    }

    /** The responsibility list's row, as what a page writes into the form. */
    private Map<String, String> proposed(CaseAction action, CaseFile file, long nowMillis) {
        Map<String, String> proposed = new HashMap<>();
        if (action == CaseAction.FILE || action == CaseAction.DISPATCH) {
            catalogue
                    .row(file.view().classCode(), file.view().place(), nowMillis)
                    .ifPresent(row -> {
                        proposed.put("unit", row.unitRole());
                        if (action == CaseAction.FILE) {
                            TimeLimit limit = row.limit();
                            proposed.put("class", row.classCode());
                            proposed.put(
                                    "limit",
                                    limit.value() + " " + limit.unit().name().toLowerCase(Locale.ROOT));
                            proposed.put("standard", row.closing().getOrDefault("zh", ""));
                        }
                    });
            CaseWork.Filing filing = file.work().filing();
            if (action == CaseAction.DISPATCH && filing != null) {
                proposed.putIfAbsent("unit", filing.unit());
            }
        }
        return proposed;
    }

    public Verdict act(
            CaseFile file,
            CaseAction action,
            Actor actor,
            Map<String, String> parameters,
            Around around,
            long nowMillis) {
        Situation at = new Situation(file, actor, calendar, nowMillis);
        Found found = find(action, at);
        if (found.move == null) {
            return Verdict.refused(Objects.requireNonNull(found.refusal), "");
        }
        Map<String, String> given = new HashMap<>();
        parameters.forEach((name, value) -> {
            if (!value.isBlank()) {
                given.put(name, value.strip());
            }
        });
        Optional<Verdict> wrong = wrongParameter(found.move, given);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        if (action == CaseAction.ACKNOWLEDGE) {
            return of(DeskReducer.acknowledge(file, actor.account(), calendar, nowMillis));
        }
        if (action == CaseAction.COMMENT) {
            return of(DeskReducer.comment(file, actor.account(), given.getOrDefault("text", ""), nowMillis));
        }
        Acting acting = new Acting(found.move, at, given, around);
        effects.apply(acting);
        if (acting.refusal != null) {
            return Verdict.refused(acting.refusal, acting.detail);
        }
        return Verdict.go(steps(acting));
    }

    private List<Step> steps(Acting acting) {
        CaseDraft draft = acting.draft;
        if (!acting.stays) {
            if (acting.move.to() != null) {
                draft.state = acting.move.to();
            }
            acting.move.clocks().forEach(move -> turn(move, acting));
        }
        String reason = acting.may("reason").isEmpty() ? acting.move.action().name() : acting.may("reason");
        draft.say(acting.says, acting.actor(), reason, acting.text == null ? Words.of(acting) : acting.text);
        draft.deadlineMillis = deadline(draft);
        List<Step> steps = new ArrayList<>();
        steps.add(draft.finish(acting.now()));
        steps.addAll(acting.further);
        return steps;
    }

    private void turn(ClockMove move, Acting acting) {
        CaseDraft draft = acting.draft;
        long now = acting.now();
        String unit =
                switch (move.unit()) {
                    case NONE -> "";
                    case LEAD -> draft.leadUnit;
                    case ACTOR -> acting.unit();
                    case NAMED -> acting.must("unit");
                };
        switch (move.does()) {
            case START -> draft.clocks.start(move.kind(), unit, limit(move.kind(), unit, acting), now);
            case GIVE -> draft.clocks.give(move.kind(), unit, limit(move.kind(), unit, acting), now);
            case STOP -> {
                if (move.unit() == ClockMove.Unit.NONE) {
                    draft.clocks.stop(move.kind(), now, calendar);
                } else {
                    draft.clocks.stop(move.kind(), unit, now, calendar);
                }
            }
            case PAUSE -> draft.clocks.pause(move.kind(), now, calendar);
            case RESUME -> draft.clocks.resume(move.kind(), now);
            case STOP_ALL -> draft.clocks.stopAll(now, calendar);
        }
    }

    private static TimeLimit limit(ClockKind kind, String unit, Acting acting) {
        CaseWork.Filing filing = acting.draft.filing;
        if (kind == ClockKind.HANDLE && filing != null) {
            return filing.limit();
        }
        if (kind == ClockKind.JOINT) {
            return Limits.parse(acting.must("limit"));
        }
        if (kind == ClockKind.WHISTLE_ARRIVAL) {
            return acting.draft.whistles.stream()
                    .filter(whistle -> whistle.isOpen() && whistle.unit().equals(unit))
                    .findFirst()
                    .map(whistle -> Limits.arrival(whistle.urgency()))
                    .orElse(Limits.of(kind));
        }
        return Limits.of(kind);
    }

    /** The deadline a list shows: of the clock that runs out first among those that move the case. */
    @Nullable
    Long deadline(CaseDraft draft) {
        return draft.clocks.all().stream()
                .filter(clock -> SHOWN.contains(clock.kind()) && clock.isRunning())
                .map(clock -> clock.deadline(calendar))
                .filter(Objects::nonNull)
                .min(Long::compare)
                .orElse(null);
    }

    private record Found(@Nullable Move move, @Nullable CaseRefusal refusal) {
        static Found refused(CaseRefusal refusal) {
            return new Found(null, refusal);
        }
    }

    /** The row that applies, with every guard held, or why none does. */
    private static Found find(CaseAction action, Situation at) {
        List<Move> rows = CaseTable.of(action).stream()
                .filter(move -> move.domains().contains(at.view().domain()))
                .toList();
        boolean undroppable = rows.stream().anyMatch(move -> move.guards().contains(Guard.NO_WHISTLE_ON_US));
        if (undroppable && at.isCalled()) {
            return Found.refused(CaseRefusal.WHISTLE_CANNOT_BE_DROPPED);
        }
        if (at.actor().is(Role.SYS) && NEVER_BY_SYS.contains(action)) {
            return Found.refused(CaseRefusal.NEVER_BY_THE_PLATFORM);
        }
        List<Move> byRole = rows.stream().filter(move -> at.isAny(move.roles())).toList();
        if (byRole.isEmpty()) {
            return Found.refused(CaseRefusal.NOT_YOUR_ROLE);
        }
        List<Move> byPlace = byRole.stream()
                .filter(move -> move.whose() == Move.Whose.REPORTER
                        || at.actor().covers(at.view().place()))
                .toList();
        if (byPlace.isEmpty()) {
            return Found.refused(CaseRefusal.NOT_YOUR_PLACE);
        }
        List<Move> byState = byPlace.stream()
                .filter(move -> move.from().contains(at.file().state()))
                .toList();
        if (byState.isEmpty()) {
            return Found.refused(wrongState(action, at.file().state()));
        }
        @Nullable CaseRefusal refusal = null;
        for (Move move : byState) {
            refusal = refusalOf(move, at);
            if (refusal == null) {
                return new Found(move, null);
            }
        }
        return new Found(null, refusal);
    }

    private static @Nullable CaseRefusal refusalOf(Move move, Situation at) {
        CaseRefusal whose = notYours(move, at);
        if (whose != null) {
            return whose;
        }
        for (Guard guard : move.guards()) {
            if (!guard.holds(at)) {
                return guard.refusal();
            }
        }
        return null;
    }

    private static @Nullable CaseRefusal notYours(Move move, Situation at) {
        if (at.actor().is(Role.SYS)) {
            return null;
        }
        boolean leads = at.ofLeadUnit();
        return switch (move.whose()) {
            case PLACE -> null;
            case LEAD_UNIT -> {
                if (leads) {
                    yield null;
                }
                boolean feeds = move.action() == CaseAction.FEED_BACK && at.ofJointUnit();
                yield feeds ? CaseRefusal.NEVER_BY_A_JOINT_UNIT : CaseRefusal.NOT_YOUR_UNIT;
            }
            case JOINT_UNIT -> at.ofJointUnit() ? null : CaseRefusal.NO_SUCH_JOINT_PART;
            case CALLED_UNIT -> at.isCalled() ? null : CaseRefusal.NO_WHISTLE;
            case ASSIGNEE ->
                at.actor().account().equals(at.file().work().handler()) ? null : CaseRefusal.NOT_YOUR_ASSIGNMENT;
            case REPORTER ->
                at.file().work().intake().reporters().stream().anyMatch(reporter -> reporter.account()
                                .equals(at.actor().account()))
                        ? null
                        : CaseRefusal.NO_SUCH_REPORTER;
        };
    }

    private static CaseRefusal wrongState(CaseAction action, CaseState state) {
        if (state.isEnded()) {
            return CaseRefusal.ALREADY_ENDED;
        }
        if (action == CaseAction.VOID && state != CaseState.PRE_CHECK) {
            return CaseRefusal.VOID_AFTER_FILING;
        }
        if (action == CaseAction.RETURN_NOT_OURS && state == CaseState.HANDLING) {
            return CaseRefusal.ASSIGNMENT_NOT_REVOKED;
        }
        return state.isReturned() ? CaseRefusal.RETURN_COMES_FIRST : CaseRefusal.NOT_IN_THIS_STATE;
    }

    private static Optional<Verdict> wrongParameter(Move move, Map<String, String> given) {
        Set<String> known = new HashSet<>();
        for (CaseField field : move.carries()) {
            known.add(field.name());
            String value = given.get(field.name());
            if (value == null) {
                if (field.must()) {
                    return Optional.of(Verdict.refused(field.missing(), field.name()));
                }
                continue;
            }
            Optional<CaseRefusal> refusal = field.refuses(value);
            if (refusal.isPresent()) {
                return Optional.of(Verdict.refused(refusal.get(), field.name()));
            }
        }
        return given.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .findFirst()
                .map(name -> Verdict.refused(CaseRefusal.UNKNOWN_PARAMETER, name));
    }

    /** A desk action under its own name; its refusals are the machine's. */
    private static Verdict of(Step step) {
        return step.refusal() == null
                ? Verdict.go(List.of(step))
                : Verdict.refused(CaseRefusal.valueOf(step.refusal().name()), "");
    }

    /** Whose business a class is; an unknown one is the city's. */
    public static CaseView.Domain domainOf(String classCode) {
        return Catalogue.domainOf(classCode);
    }
}
