package io.geshao.devicesim.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What happened in the community, whatever the platform thinks of it. Filled while the scenario runs, by the agenda's
 * thread; read by anybody.
 */
public final class Truth {
    private final List<Expected> expected = new CopyOnWriteArrayList<>();
    private final List<Quiet> quiet = new CopyOnWriteArrayList<>();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private volatile long startMillis; // agenda's thread
    private volatile long watchedSinceMillis; // set once, before anything is sent

    /**
     * One incident that must become exactly one case.
     *
     * @param classCodes any of these classes is right
     * @param rules the rules that may speak in it
     * @param scope case scope, such as {@code zone:yuhua/b07-u1}
     * @param notBeforeMillis wall clock; a case before this is a false one
     * @param latestMillis wall clock; a case after this comes too late
     * @param decisive messages that must raise an alert without delay
     */
    public record Expected(
            String id,
            String title,
            Set<String> classCodes,
            Set<String> rules,
            String scope,
            String place,
            long notBeforeMillis,
            long latestMillis,
            List<Decisive> decisive) {}

    /** A message that decides a rule without delay: what latency is measured from. */
    public static final class Decisive {
        private final String rule;
        private final String alertScope;
        private volatile long publishMillis; // set once, when it first goes on the line

        public Decisive(String rule, String alertScope) {
            this.rule = rule;
            this.alertScope = alertScope;
        }

        public String rule() {
            return rule;
        }

        public String alertScope() {
            return alertScope;
        }

        /** Wall clock of the first attempt; 0 if it has not been sent. */
        public long publishMillis() {
            return publishMillis;
        }

        public void publishedAt(long millis) {
            if (publishMillis == 0) {
                publishMillis = millis;
            }
        }
    }

    /** Noise: nothing of these classes may be raised in this scope. Empty {@code classCodes} means nothing at all. */
    public record Quiet(String scope, Set<String> classCodes, String reason) {}

    /** A message that must be refused by this name. */
    public record Refusal(String device, String reason, long sentMillis) {}

    /** From here on whatever the platform raises is judged, also before the scenario begins. */
    public void watchedSince(long millis) {
        watchedSinceMillis = millis;
    }

    public long watchedSinceMillis() {
        return watchedSinceMillis;
    }

    public void begins(long millis) {
        startMillis = millis;
    }

    /** Wall clock of the scenario's start; 0 before. */
    public long startMillis() {
        return startMillis;
    }

    public void expect(Expected incident) {
        expected.add(incident);
    }

    public void mustStayQuiet(String scope, Set<String> classCodes, String reason) {
        quiet.add(new Quiet(scope, classCodes, reason));
    }

    public void refused(String device, String reason, long sentMillis) {
        refusals.add(new Refusal(device, reason, sentMillis));
    }

    public List<Expected> expected() {
        return new ArrayList<>(expected);
    }

    public List<Quiet> quiet() {
        return new ArrayList<>(quiet);
    }

    public List<Refusal> refusals() {
        return new ArrayList<>(refusals);
    }
}
