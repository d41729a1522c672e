package io.geshao.incident.ladder;

import io.geshao.casework.Post;
import io.geshao.core.Severity;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a ladder, each repeat being a step of its own, in the order of their delays.
 *
 * @param endAfterMillis after the start: nobody has answered (M6)
 * @param lapseMillis how long an acknowledgement holds without progress
 */
public record LadderPlan(Severity severity, List<Step> steps, long endAfterMillis, long lapseMillis) {
    /** How long before it lapses whoever acknowledged is reminded. Source: domain reference, section 6. */
    static final long REMINDER_MILLIS = 120_000;
    /** How long whoever acknowledged keeps a case over a shift change that nobody confirms. Source: the same, 3.3. */
    static final long HANDOVER_MILLIS = 900_000;
    /** How often the last step is repeated. */
    private static final int REPEATS = 5;

    public LadderPlan {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || endAfterMillis < steps.get(steps.size() - 1).afterMillis()) {
            throw new IllegalArgumentException("a ladder has steps, and ends after the last");
        }
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i).afterMillis() < steps.get(i - 1).afterMillis()) {
                throw new IllegalArgumentException("step " + steps.get(i).id() + " comes before the step it follows");
            }
        }
    }

    /**
     * One step.
     *
     * @param afterMillis after the start of the round
     * @param fromMinute of the local day from which it may be told; {@code toMinute} until when; 0 and 1,440 for always,
     *     and over midnight if the second is the smaller
     */
    public record Step(String id, long afterMillis, List<Post> posts, List<Way> ways, int fromMinute, int toMinute) {
        static final int DAY = 1_440;

        public Step {
            posts = List.copyOf(posts);
            ways = List.copyOf(ways);
        }

        /** A step at any time of day. */
        public static Step always(String id, Duration after, List<Post> posts, List<Way> ways) {
            return new Step(id, after.toMillis(), posts, ways, 0, DAY);
        }

        boolean isWithinHours(LocalTime time) {
            int minute = time.getHour() * 60 + time.getMinute();
            return fromMinute <= toMinute
                    ? minute >= fromMinute && minute < toMinute
                    : minute >= fromMinute || minute < toMinute;
        }
    }

    /** The ladder of a severity as the domain reference has it; S3 and S4 have none. */
    public static Optional<LadderPlan> shipped(Severity severity) {
        return switch (severity) {
            case S1 -> Optional.of(S1);
            case S2 -> Optional.of(S2);
            case S3, S4 -> Optional.empty();
        };
    }

    private static final LadderPlan S1 = plan(
            Severity.S1,
            List.of(
                    Step.always(
                            "0",
                            Duration.ZERO,
                            List.of(Post.GRID_WORKER, Post.DUTY_DESK, Post.BUILDING_GUARD),
                            List.of(Way.PUSH, Way.VOICE, Way.SMS)),
                    Step.always(
                            "1",
                            Duration.ofMinutes(2),
                            List.of(Post.COMMUNITY_HEAD, Post.COMMUNITY_DEPUTY),
                            List.of(Way.VOICE, Way.PUSH)),
                    Step.always(
                            "2",
                            Duration.ofMinutes(5),
                            List.of(Post.STREET_OFFICE),
                            List.of(Way.VOICE, Way.PUSH, Way.IM)),
                    Step.always(
                            "3", Duration.ofMinutes(10), List.of(Post.DISTRICT_CENTRE), List.of(Way.VOICE, Way.IM))),
            Duration.ofMinutes(5),
            Duration.ofMinutes(40),
            Duration.ofMinutes(10));

    private static final LadderPlan S2 = plan(
            Severity.S2,
            List.of(
                    Step.always(
                            "0",
                            Duration.ZERO,
                            List.of(Post.GRID_WORKER, Post.DUTY_DESK, Post.DEPARTMENT_ON_CALL),
                            List.of(Way.PUSH, Way.IM, Way.SMS)),
                    Step.always(
                            "1",
                            Duration.ofMinutes(10),
                            List.of(Post.COMMUNITY_HEAD, Post.COMMUNITY_DEPUTY),
                            List.of(Way.VOICE, Way.PUSH)),
                    Step.always(
                            "2",
                            Duration.ofMinutes(30),
                            List.of(Post.STREET_OFFICE),
                            List.of(Way.VOICE, Way.PUSH, Way.IM)),
                    Step.always(
                            "3",
                            Duration.ofMinutes(60),
                            List.of(Post.DISTRICT_CENTRE, Post.DEPARTMENT_LEADER),
                            List.of(Way.VOICE, Way.IM))),
            Duration.ofMinutes(60),
            Duration.ofHours(7),
            Duration.ofMinutes(60));

    private static LadderPlan plan(Severity severity, List<Step> steps, Duration every, Duration end, Duration lapse) {
        List<Step> all = new ArrayList<>(steps);
        Step last = steps.get(steps.size() - 1);
        for (int n = 1; n <= REPEATS; n++) {
            all.add(Step.always(
                    last.id() + "." + n,
                    Duration.ofMillis(last.afterMillis()).plus(every.multipliedBy(n)),
                    last.posts(),
                    List.of(Way.VOICE)));
        }
        return new LadderPlan(severity, all, end.toMillis(), lapse.toMillis());
    }
}
