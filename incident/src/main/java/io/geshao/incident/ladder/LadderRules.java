package io.geshao.incident.ladder;

import static io.geshao.incident.ladder.LadderPlan.HANDOVER_MILLIS;
import static io.geshao.incident.ladder.LadderPlan.REMINDER_MILLIS;

import io.geshao.casework.Channel;
import io.geshao.casework.LadderView.Outcome;
import io.geshao.casework.LadderView.Phase;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.NoticeReason;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.incident.ladder.Turn.Note;
import io.geshao.incident.ladder.Turn.Telling;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a ladder does: (ladder, what happened, now) to (ladder, who is told). Pure; any thread. */
public final class LadderRules {
    /*
     * Nothing waits for a window to open and nothing waits for somebody who is not there: a step that cannot be told is
     * passed over at once, and the step after it is told at the moment this one was due. If no step can be told, the
     * community head is, and the ladder tries the later steps at their own times: somebody may come on duty meanwhile.
     *
     * An acknowledgement stops the steps where they are. If it lapses, the next step runs at once and the delays after it
     * count from there: the plan's own times are long past by then, and would page everybody in one second.
     */
    private static final List<Way> QUIETLY = List.of(Way.PUSH, Way.IM, Way.SMS);
    private static final List<Way> EVERY_WAY = List.of(Way.PUSH, Way.VOICE, Way.SMS, Way.IM, Way.EMAIL);
    /** How old the last notice must be for an alarm that comes back to begin the ladder again (rules, section 4). */
    private static final long TOLD_RECENTLY_S1_MILLIS = 60_000;

    private static final long TOLD_RECENTLY_MILLIS = 600_000;

    private LadderRules() {}

    /** The ladder of a case that just opened or became urgent. */
    public static Ladder begin(String number, LadderPlan plan, long nowMillis) {
        return new Ladder(
                number, plan, Phase.RUNNING, 1, 0, nowMillis, nowMillis, 0, null, 0, null, false, false, null);
    }

    /** What a step of the case does to its ladder. */
    public static Turn follow(Ladder ladder, CaseNews news, long nowMillis) {
        if (ladder.phase() == Phase.ENDED) {
            return Turn.of(ladder);
        }
        return switch (news.what()) {
            case ENDED ->
                Turn.of(stopped(ladder, Phase.ENDED), note(ladder, Outcome.ENDED))
                        .cancelling(NoticeReason.CASE_SETTLED);
            case TAKEN_UP ->
                Turn.of(stopped(ladder, Phase.TAKEN_UP), note(ladder, Outcome.TAKEN_UP))
                        .cancelling(NoticeReason.CASE_SETTLED);
            case ACKNOWLEDGED -> acknowledged(ladder, news, nowMillis);
            case ANEW -> anew(ladder, news, nowMillis);
            // Where its lapse has set the ladder going already, the case only says so, too.
            case WITHDRAWN -> ladder.phase() == Phase.RUNNING ? Turn.of(ladder) : anew(ladder, news, nowMillis);
            case RANG_AGAIN -> rangAgain(ladder, news, nowMillis);
            case WENT_QUIET -> wentQuiet(ladder);
            case CAME_BACK -> cameBack(ladder, news, nowMillis);
            case PROGRESS -> progress(ladder, news, nowMillis);
            case OPENED, NONE -> Turn.of(ladder);
        };
    }

    private static Turn acknowledged(Ladder ladder, CaseNews news, long nowMillis) {
        if (ladder.phase() == Phase.TAKEN_UP) {
            return Turn.of(ladder);
        }
        @Nullable String by = news.view().ackedBy();
        if (ladder.phase() == Phase.QUIET) {
            return Turn.of(ladder.acked(by, nowMillis, null, false, false), note(ladder, Outcome.ACKNOWLEDGED))
                    .cancelling(NoticeReason.ACKNOWLEDGED);
        }
        return Turn.of(held(ladder, by, nowMillis, nowMillis), note(ladder, Outcome.ACKNOWLEDGED))
                .cancelling(NoticeReason.ACKNOWLEDGED);
    }

    /** Acknowledged, with the time that is left for something to follow counted from a moment. */
    private static Ladder held(Ladder ladder, @Nullable String by, long ackedMillis, long fromMillis) {
        long lapse = fromMillis + ladder.plan().lapseMillis();
        return ladder.acked(by, ackedMillis, lapse, false, false)
                .step(Phase.ACKED, ladder.next(), lapse - REMINDER_MILLIS);
    }

    private static Turn anew(Ladder ladder, CaseNews news, long nowMillis) {
        LadderPlan plan = news.plan().orElse(ladder.plan());
        Ladder next = ladder.again(plan, nowMillis);
        return Turn.of(next, note(next, Outcome.RESTARTED));
    }

    private static Turn rangAgain(Ladder ladder, CaseNews news, long nowMillis) {
        return switch (ladder.phase()) {
            case ACKED -> anew(ladder, news, nowMillis);
            case QUIET -> cameBack(ladder, news, nowMillis);
            default -> Turn.of(ladder);
        };
    }

    private static Turn wentQuiet(Ladder ladder) {
        boolean told = ladder.next() > 0;
        return switch (ladder.phase()) {
            // Before the first step nobody knows of it: that step is told all the same, then nothing more.
            case RUNNING, UNANSWERED, HELD ->
                told
                        ? Turn.of(ladder.step(Phase.QUIET, ladder.next(), null), note(ladder, Outcome.QUIET))
                                .cancelling(NoticeReason.CASE_SETTLED)
                        : Turn.of(ladder);
            case ACKED -> Turn.of(ladder.step(Phase.QUIET, ladder.next(), null), note(ladder, Outcome.QUIET));
            case TAKEN_UP, QUIET, ENDED -> Turn.of(ladder);
        };
    }

    private static Turn cameBack(Ladder ladder, CaseNews news, long nowMillis) {
        if (ladder.phase() != Phase.QUIET) {
            return Turn.of(ladder);
        }
        if (ladder.ackedBy() != null && news.what() == CaseNews.What.CAME_BACK) {
            return Turn.of(held(ladder, ladder.ackedBy(), ladder.ackedMillis(), nowMillis), note(ladder, Outcome.BACK));
        }
        long recent =
                switch (ladder.plan().severity()) {
                    case S1 -> TOLD_RECENTLY_S1_MILLIS;
                    default -> TOLD_RECENTLY_MILLIS;
                };
        if (nowMillis - ladder.toldMillis() > recent || ladder.ackedBy() != null) {
            Ladder next = ladder.again(ladder.plan(), nowMillis);
            return Turn.of(next, note(next, Outcome.RESTARTED));
        }
        long due = Math.max(nowMillis, ladder.plannedMillis(ladder.next()));
        return Turn.of(ladder.step(Phase.RUNNING, ladder.next(), due), note(ladder, Outcome.BACK));
    }

    private static Turn progress(Ladder ladder, CaseNews news, long nowMillis) {
        boolean confirms = !ladder.handover() || !news.actor().equals(ladder.ackedBy());
        return ladder.phase() == Phase.ACKED && confirms
                ? Turn.of(held(ladder, ladder.ackedBy(), ladder.ackedMillis(), nowMillis))
                : Turn.of(ladder);
    }

    private static Ladder stopped(Ladder ladder, Phase phase) {
        return ladder.acked(ladder.ackedBy(), ladder.ackedMillis(), null, false, false)
                .step(phase, ladder.next(), null);
    }

    /** Its alerts are no longer put aside: told at once. */
    public static Turn back(Ladder ladder, long nowMillis) {
        return ladder.phase() == Phase.HELD
                ? Turn.of(ladder.step(Phase.RUNNING, ladder.next(), nowMillis), note(ladder, Outcome.BACK))
                : Turn.of(ladder);
    }

    /** Nobody of the last step got anything: the next one runs now, with the delays after it counted from here. */
    public static Turn untold(Ladder ladder, String step, long nowMillis) {
        boolean last = ladder.next() > 0
                && ladder.next() < ladder.plan().steps().size()
                && ladder.stepId(ladder.plan().steps().get(ladder.next() - 1).id())
                        .equals(step);
        return ladder.phase() == Phase.RUNNING && last
                ? Turn.of(rebased(ladder, nowMillis), new Note(step, Outcome.COULD_NOT_BE_TOLD, List.of()))
                : Turn.of(ladder);
    }

    private static Ladder rebased(Ladder ladder, long nowMillis) {
        int next = Math.min(ladder.next(), ladder.plan().steps().size() - 1);
        long started = nowMillis - ladder.plan().steps().get(next).afterMillis();
        return ladder.startingAt(started).step(Phase.RUNNING, next, nowMillis);
    }

    /**
     * Something is due.
     *
     * @param goesOn whether an alert of the case is still an alarm
     * @param putAside whether those that are have all been put aside
     */
    public static Turn due(Ladder ladder, boolean goesOn, boolean putAside, Crew crew, LocalTime time, long nowMillis) {
        Long at = ladder.nextMillis();
        if (at == null || at > nowMillis) {
            return Turn.of(ladder);
        }
        return switch (ladder.phase()) {
            case RUNNING -> {
                if (putAside) {
                    yield Turn.of(ladder.step(Phase.HELD, ladder.next(), null), note(ladder, Outcome.HELD))
                            .cancelling(NoticeReason.PUT_ASIDE);
                }
                if (!goesOn && ladder.next() > 0) {
                    yield Turn.of(ladder.step(Phase.QUIET, ladder.next(), null), note(ladder, Outcome.QUIET))
                            .cancelling(NoticeReason.CASE_SETTLED);
                }
                yield ladder.next() >= ladder.plan().steps().size()
                        ? unanswered(ladder, crew)
                        : climb(ladder, crew, time, nowMillis);
            }
            case ACKED -> acked(ladder, crew, nowMillis);
            default -> Turn.of(ladder.step(ladder.phase(), ladder.next(), null));
        };
    }

    private static Turn climb(Ladder ladder, Crew crew, LocalTime time, long nowMillis) {
        List<LadderPlan.Step> steps = ladder.plan().steps();
        int first = ladder.next();
        // After an outage: of the repeats that are overdue, one is enough.
        while (first + 1 < steps.size()
                && ladder.plannedMillis(first + 1) <= nowMillis
                && steps.get(first + 1).posts().equals(steps.get(first).posts())) {
            first++;
        }
        List<Note> passed = new ArrayList<>();
        List<Post> gaps = new ArrayList<>();
        for (int i = first; i < steps.size(); i++) {
            LadderPlan.Step step = steps.get(i);
            String id = ladder.stepId(step.id());
            if (!step.isWithinHours(time)) {
                passed.add(Note.of(id, Outcome.OUTSIDE_HOURS));
                continue;
            }
            Map<String, Telling> tellings = new LinkedHashMap<>();
            Outcome outcome = tell(step.posts(), step.ways(), id, NoticeKind.STEP, crew, tellings, gaps);
            if (outcome == Outcome.TOLD) {
                passed.add(new Note(id, outcome, List.copyOf(tellings.keySet())));
                return told(ladder, i, tellings, passed, gaps, crew, nowMillis);
            }
            passed.add(Note.of(id, outcome));
        }
        return lastResort(ladder, first, passed.subList(0, 1), gaps, crew, nowMillis);
    }

    private static Turn told(
            Ladder ladder,
            int index,
            Map<String, Telling> tellings,
            List<Note> noted,
            List<Post> gaps,
            Crew crew,
            long nowMillis) {
        Ladder after = ladder.told(tellings.isEmpty() ? ladder.toldMillis() : nowMillis)
                .step(Phase.RUNNING, index + 1, Math.max(nowMillis, ladder.plannedMillis(index + 1)));
        if (after.onShift() == null) {
            after = after.onShift(shift(after, crew).keySet());
        }
        return new Turn(after, List.copyOf(tellings.values()), noted, null, Set.of(), false, gaps);
    }

    private static Turn lastResort(
            Ladder ladder, int index, List<Note> passed, List<Post> gaps, Crew crew, long nowMillis) {
        String id = ladder.stepId(ladder.plan().steps().get(index).id());
        Map<String, Telling> tellings = new LinkedHashMap<>();
        List<Note> noted = new ArrayList<>(passed);
        Outcome outcome =
                tell(List.of(Post.COMMUNITY_HEAD), EVERY_WAY, id, NoticeKind.STEP, crew, tellings, new ArrayList<>());
        if (outcome == Outcome.TOLD) {
            noted.add(new Note(id, outcome, List.copyOf(tellings.keySet())));
        }
        return told(ladder, index, tellings, noted, gaps, crew, nowMillis);
    }

    private static Outcome tell(
            List<Post> posts,
            List<Way> ways,
            String step,
            NoticeKind kind,
            Crew crew,
            Map<String, Telling> tellings,
            List<Post> gaps) {
        boolean anybody = false;
        for (Post post : posts) {
            boolean reached = false;
            for (Recipient person : crew.of(post)) {
                anybody = true;
                List<Channel> channels = crew.channels(person, ways);
                if (!channels.isEmpty()) {
                    reached = true;
                    tellings.putIfAbsent(person.person(), new Telling(step, kind, person, channels));
                }
            }
            if (!reached && !gaps.contains(post)) {
                gaps.add(post);
            }
        }
        if (!tellings.isEmpty()) {
            return Outcome.TOLD;
        }
        return anybody ? Outcome.NOBODY_REACHABLE : Outcome.NOBODY_ON_DUTY;
    }

    private static Turn unanswered(Ladder ladder, Crew crew) {
        String id = ladder.stepId("end");
        Map<String, Telling> tellings = new LinkedHashMap<>();
        tell(List.of(Post.DISTRICT_CENTRE), EVERY_WAY, id, NoticeKind.PLATFORM, crew, tellings, new ArrayList<>());
        Note note = new Note(id, Outcome.NOBODY_ANSWERED, List.copyOf(tellings.keySet()));
        return new Turn(
                ladder.step(Phase.UNANSWERED, ladder.next(), null),
                List.copyOf(tellings.values()),
                List.of(note),
                null,
                Set.of(),
                false,
                List.of());
    }

    private static Turn acked(Ladder ladder, Crew crew, long nowMillis) {
        Long lapse = ladder.lapseMillis();
        if (lapse == null) {
            return Turn.of(ladder.step(ladder.phase(), ladder.next(), null));
        }
        if (nowMillis >= lapse) {
            Outcome why = ladder.handover() ? Outcome.HANDOVER_UNCONFIRMED : Outcome.ACK_LAPSED;
            Ladder after = rebased(ladder.acked(null, ladder.ackedMillis(), null, false, false), nowMillis);
            return new Turn(after, List.of(), List.of(note(ladder, why)), null, Set.of(), true, List.of());
        }
        Map<String, Recipient> shift = shift(ladder, crew);
        Recipient holder = shift.get(String.valueOf(ladder.ackedBy()));
        List<Recipient> reminded = holder == null ? List.copyOf(shift.values()) : List.of(holder);
        String id = ladder.stepId("reminder-" + lapse);
        return new Turn(
                ladder.acked(ladder.ackedBy(), ladder.ackedMillis(), lapse, true, ladder.handover())
                        .step(Phase.ACKED, ladder.next(), lapse),
                tellings(reminded, QUIETLY, id, NoticeKind.REMINDER, crew),
                List.of(new Note(id, Outcome.REMINDED, ids(reminded))),
                null,
                Set.of(),
                false,
                List.of());
    }

    /** A look at who is on shift, once a minute while the ladder may still page: has it changed? */
    public static Turn shiftChange(Ladder ladder, Crew crew, long nowMillis) {
        boolean open = ladder.phase() == Phase.RUNNING || ladder.phase() == Phase.ACKED;
        @Nullable Set<String> before = ladder.onShift();
        if (!open || before == null) {
            return Turn.of(ladder);
        }
        Map<String, Recipient> now = shift(ladder, crew);
        if (now.keySet().equals(before)) {
            return Turn.of(ladder);
        }
        Set<String> gone = new LinkedHashSet<>(before);
        gone.removeAll(now.keySet());
        List<Recipient> incoming = now.values().stream()
                .filter(person -> !before.contains(person.person()))
                .toList();
        boolean running = ladder.phase() == Phase.RUNNING;
        String id = ladder.stepId("handover-" + nowMillis);
        Ladder after = ladder.onShift(now.keySet());
        if (!running && ladder.ackedBy() != null && gone.contains(ladder.ackedBy())) {
            long until = Math.max(nowMillis, ladder.ackedMillis()) + HANDOVER_MILLIS;
            Long lapse = ladder.lapseMillis();
            long kept = lapse == null ? until : Math.min(lapse, until);
            after = after.acked(ladder.ackedBy(), ladder.ackedMillis(), kept, true, true)
                    .step(Phase.ACKED, ladder.next(), kept);
        }
        List<Way> ways = running ? ladder.plan().steps().get(0).ways() : QUIETLY;
        return new Turn(
                after,
                tellings(incoming, ways, id, NoticeKind.HANDOVER, crew),
                List.of(new Note(id, Outcome.HANDED_OVER, ids(incoming))),
                null,
                running ? gone : Set.of(),
                false,
                List.of());
    }

    private static Map<String, Recipient> shift(Ladder ladder, Crew crew) {
        Map<String, Recipient> people = new LinkedHashMap<>();
        for (Post post : ladder.plan().steps().get(0).posts()) {
            crew.of(post).forEach(person -> people.putIfAbsent(person.person(), person));
        }
        return people;
    }

    private static List<Telling> tellings(
            List<Recipient> people, List<Way> ways, String step, NoticeKind kind, Crew crew) {
        List<Telling> tellings = new ArrayList<>();
        for (Recipient person : people) {
            List<Channel> channels = crew.channels(person, ways);
            if (!channels.isEmpty()) {
                tellings.add(new Telling(step, kind, person, channels));
            }
        }
        return tellings;
    }

    private static List<String> ids(List<Recipient> people) {
        return people.stream().map(Recipient::person).toList();
    }

    private static Note note(Ladder ladder, Outcome outcome) {
        return Note.of(String.valueOf(ladder.round()), outcome);
    }
}
