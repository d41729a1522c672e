package io.geshao.testkit.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.AlertView;
import io.geshao.core.Batch;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Lane;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One story. Offsets are {@code "mm:ss"} or {@code "h:mm:ss"} after the story's start, which is the stage's present time.
 * Steps may be written in any order; they are played by time, and in writing order within one moment. Time never passes
 * by itself: the ticker is advanced from moment to moment, at most one second at a time unless the story is told in larger
 * strides. Timers are due at their own moments either way; what they cause carries the time of the stride's end.
 */
public final class Story {
    private static final long DELIVERY_LIMIT_S = 30;

    private record Step(long offsetMillis, int order, String text, Consumer<Stage> action) {}

    private final Stage stage;
    private final Duration stride;
    private final long startMillis;
    private final List<Step> steps = new ArrayList<>();
    private long spoolNumber;
    private long sequence;

    public Story(Stage stage) {
        this(stage, Duration.ofSeconds(1));
    }

    /** @param stride how far time goes on at once while nothing is to be done */
    public Story(Stage stage, Duration stride) {
        this.stage = stage;
        this.stride = stride;
        this.startMillis = stage.ticker().epochMillis();
        // Two stories on one stage must not look like redelivery of each other.
        this.spoolNumber = startMillis;
    }

    /** A device says a number. */
    public Story at(String offset, String device, Metric metric, double value, Flag... flags) {
        return step(offset, device + " says " + metric + " " + value, s -> say(device, metric, value, flags));
    }

    /** A device says yes or no. */
    public Story at(String offset, String device, Metric metric, boolean value, Flag... flags) {
        return at(offset, device, metric, value ? 1 : 0, flags);
    }

    /** A device says the same at equal intervals, both ends included. */
    public Story every(String interval, String from, String to, String device, Metric metric, double value) {
        for (long t = millis(from); t <= millis(to); t += millis(interval)) {
            long offset = t;
            steps.add(new Step(offset, steps.size(), device + " repeats " + value, s -> say(device, metric, value)));
        }
        return this;
    }

    /** A person does something. */
    public Story person(String offset, String text, Consumer<Stage> action) {
        return step(offset, text, action);
    }

    /** At that moment exactly so many open cases of the class exist. */
    public Story openCases(String offset, String classCode, int count) {
        return step(offset, count + " open cases of " + classCode, s -> assertThat(
                        s.cases().open())
                .filteredOn(c -> c.classCode().equals(classCode))
                .as("open cases of %s at %s", classCode, offset)
                .hasSize(count));
    }

    /** At that moment exactly so many open alerts of the rule exist. */
    public Story openAlerts(String offset, String rule, int count) {
        return step(offset, count + " open alerts of " + rule, s -> assertThat(
                        s.alerts().open())
                .filteredOn(a -> a.rule().equals(rule))
                .as("open alerts of %s at %s", rule, offset)
                .hasSize(count));
    }

    /** The only open case of the class satisfies this. */
    public Story theCase(String offset, String classCode, Consumer<CaseView> check) {
        return step(offset, "the case of " + classCode, s -> {
            List<CaseView> cases = s.cases().open().stream()
                    .filter(c -> c.classCode().equals(classCode))
                    .toList();
            assertThat(cases).as("open cases of %s at %s", classCode, offset).hasSize(1);
            check.accept(cases.get(0));
        });
    }

    /** The only open alert of the rule satisfies this. */
    public Story theAlert(String offset, String rule, Consumer<AlertView> check) {
        return step(offset, "the alert of " + rule, s -> {
            List<AlertView> alerts = s.alerts().open().stream()
                    .filter(a -> a.rule().equals(rule))
                    .toList();
            assertThat(alerts).as("open alerts of %s at %s", rule, offset).hasSize(1);
            check.accept(alerts.get(0));
        });
    }

    private Story step(String offset, String text, Consumer<Stage> action) {
        steps.add(new Step(millis(offset), steps.size(), offset + " " + text, action));
        return this;
    }

    /** Plays it to the last step. */
    public void play() {
        List<Step> inOrder = new ArrayList<>(steps);
        inOrder.sort(Comparator.comparingLong(Step::offsetMillis).thenComparingInt(Step::order));
        for (Step step : inOrder) {
            passTimeTo(startMillis + step.offsetMillis());
            try {
                step.action().accept(stage);
            } catch (AssertionError e) {
                throw new AssertionError("in the story at " + step.text() + ": " + e.getMessage(), e);
            }
            stage.settle();
        }
    }

    private void passTimeTo(long millis) {
        while (stage.ticker().epochMillis() < millis) {
            long left = millis - stage.ticker().epochMillis();
            stage.ticker().advance(Duration.ofMillis(Math.min(left, stride.toMillis())));
            stage.settle();
        }
    }

    private void say(String device, Metric metric, double value, Flag... flags) {
        long now = stage.ticker().epochMillis();
        Reading reading = new Reading(new DeviceId(device), metric, value, now, now, now, ++sequence, Flag.bits(flags));
        long number = ++spoolNumber;
        Batch batch = new Batch("story", "", Lane.ROUTINE, number, number, now, List.of(reading), List.of());
        try {
            stage.sink().deliver(batch).toCompletableFuture().get(DELIVERY_LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the stage took no reading of " + device, e);
        }
    }

    static long millis(String offset) {
        String[] parts = offset.split(":", -1);
        long seconds = 0;
        for (String part : parts) {
            seconds = seconds * 60 + Long.parseLong(part);
        }
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("not mm:ss or h:mm:ss: '" + offset + "'");
        }
        return seconds * 1000;
    }
}
