package io.geshao.alerting.tool;

import io.geshao.alerting.Rehearsal;
import io.geshao.alerting.rule.Rule;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.Reading;
import io.geshao.core.StoredBatch;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.ReadingLog;
import io.geshao.core.registry.Registry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts stored history through rules: what would have been raised, how often in each place, and what was raised then. The
 * reading log is read page by page through the engine itself, so it takes bounded memory however long the span. Nobody
 * acknowledged anything in that history, so an attentive desk is assumed: each alert is acknowledged when it is raised and
 * reset when it latches. Otherwise the first alert of each place would stand for all that follow.
 */
public final class Backtest {
    /** Shown one by one; all beyond are counted only. */
    static final int SHOWN = 1_000;

    /** How many alerts that were really raised are compared one by one. */
    static final int COMPARED = 100_000;

    private static final int PAGE = 256;

    private final Request request;
    private final ReadingLog log;
    private final Rehearsal rehearsal;
    private final Deque<AlertTransition> unattended = new ArrayDeque<>();
    private final Map<String, Tally> perPlace = new TreeMap<>();
    private final List<Raised> raised = new ArrayList<>();
    private final Map<String, Boolean> before; // what was raised then: id, and whether it came up again
    private long batches;
    private long readings;
    private long total;
    private long same;

    /**
     * What is asked.
     *
     * @param rules all that run; those under test and those they count
     * @param tested ids of the rules under test
     * @param fromMillis alerts from this time on are told
     * @param toMillis and before this one
     * @param warmUpMillis how long before that the engine hears readings without telling, so that it knows the state
     */
    public record Request(List<Rule> rules, Set<String> tested, long fromMillis, long toMillis, long warmUpMillis) {
        public Request {
            rules = List.copyOf(rules);
            tested = Set.copyOf(tested);
            if (fromMillis >= toMillis || warmUpMillis < 0) {
                throw new IllegalArgumentException("a span ends after it begins");
            }
        }
    }

    /** How far it is. */
    public record Progress(long batches, long readings, long atMillis) {}

    /** An alert that would have been raised. */
    public record Raised(String id, String rule, String severity, String scope, String place, long raisedMillis) {}

    /** How often in one place: by rule, and the first and last time. */
    public record Tally(String place, String rule, long count, long firstMillis, long lastMillis) {}

    /**
     * What came out.
     *
     * @param raised the first of them in order of time, at most {@value #SHOWN}
     * @param total all of them
     * @param same how many of them were raised then too, with the same onset
     * @param onlyThen ids that were raised then and are not now
     * @param truncated whether more was raised then than could be compared
     */
    public record Report(
            long batches,
            long readings,
            List<Raised> raised,
            long total,
            List<Tally> perPlace,
            long same,
            List<String> onlyThen,
            boolean truncated) {}

    private Backtest(
            Request request, Registry registry, ReadingLog log, Map<String, Boolean> before, long startMillis) {
        this.request = request;
        this.log = log;
        this.before = before;
        this.rehearsal = Rehearsal.startLong(registry, request.rules(), startMillis, this::hear);
    }

    /**
     * Blocks until it is done.
     *
     * @param desk what was really raised
     * @param progress told after each page
     */
    public static Report run(
            Request request, Registry registry, ReadingLog log, AlertDesk desk, Consumer<Progress> progress) {
        Map<String, Boolean> before = raisedThen(request, desk);
        long from = request.fromMillis() - request.warmUpMillis();
        long number = numberBefore(log, from);
        List<StoredBatch> first = log.after(number, 1);
        // The engine is ready when the first batch arrives: nobody is silent for what was before the log.
        long start = first.isEmpty() ? from : Math.max(from, oldestReceived(first.get(0)));
        return new Backtest(request, registry, log, before, start).run(number, progress);
    }

    private Report run(long after, Consumer<Progress> progress) {
        long number = after;
        List<StoredBatch> page = log.after(number, PAGE);
        boolean over = false;
        while (!page.isEmpty() && !over) {
            for (StoredBatch batch : page) {
                over = batch.committedMillis() >= request.toMillis();
                if (over) {
                    break;
                }
                play(batch);
                number = batch.number();
            }
            rehearsal.forget();
            progress.accept(new Progress(batches, readings, rehearsal.nowMillis()));
            page = over ? List.of() : log.after(number, PAGE);
        }
        rehearsal.advanceTo(request.toMillis() - 1);
        attend();
        List<String> onlyThen = before.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
        return new Report(
                batches,
                readings,
                List.copyOf(raised),
                total,
                List.copyOf(perPlace.values()),
                same,
                onlyThen,
                before.size() >= COMPARED);
    }

    private void play(StoredBatch batch) {
        long complete = Math.min(batch.committedMillis(), oldestReceived(batch));
        rehearsal.advanceTo(complete);
        attend();
        rehearsal.stored(batch, complete);
        attend();
        batches++;
        readings += batch.readings().size();
    }

    private static long oldestReceived(StoredBatch batch) {
        long oldest = batch.committedMillis();
        for (Reading reading : batch.readings()) {
            oldest = Math.min(oldest, reading.receivedMillis());
        }
        return oldest;
    }

    private void hear(AlertTransition one) {
        if (one.kind() == AlertTransition.Kind.RAISED
                || one.kind() == AlertTransition.Kind.RE_ALARM
                || one.kind() == AlertTransition.Kind.LATCHED) {
            unattended.add(one);
        }
        AlertView alert = one.alert();
        if (one.kind() != AlertTransition.Kind.RAISED
                || !request.tested().contains(alert.rule())
                || one.atMillis() < request.fromMillis()) {
            return;
        }
        total++;
        if (raised.size() < SHOWN) {
            raised.add(new Raised(
                    alert.id(), alert.rule(), alert.severity().name(), alert.scope(), alert.place(), one.atMillis()));
        }
        perPlace.merge(
                alert.place() + "|" + alert.rule(),
                new Tally(alert.place(), alert.rule(), 1, one.atMillis(), one.atMillis()),
                (was, more) ->
                        new Tally(was.place(), was.rule(), was.count() + 1, was.firstMillis(), more.lastMillis()));
        if (before.replace(alert.id(), true) != null) {
            same++;
        }
    }

    /** The attentive desk; an order may have effects that want attention too. */
    private void attend() {
        while (!unattended.isEmpty()) {
            AlertTransition one = unattended.remove();
            rehearsal.acknowledge(one.alert().id(), "backtest");
            if (one.kind() == AlertTransition.Kind.LATCHED) {
                rehearsal.reset(one.alert().id(), "backtest", "backtest");
            }
        }
    }

    private static Map<String, Boolean> raisedThen(Request request, AlertDesk desk) {
        Map<String, Boolean> ids = new LinkedHashMap<>();
        List<AlertView> page = desk.raisedBetween(request.fromMillis(), request.toMillis(), 1_000);
        while (!page.isEmpty() && ids.size() < COMPARED) {
            for (AlertView view : page) {
                if (request.tested().contains(view.rule())) {
                    ids.put(view.id(), false);
                }
            }
            AlertView last = page.get(page.size() - 1);
            page = desk.raisedBetween(request.fromMillis(), last.raisedMillis(), last.id(), 1_000);
        }
        return ids;
    }

    /** The number after which the log is to be read for all that was committed from a time on. */
    private static long numberBefore(ReadingLog log, long millis) {
        long low = 0;
        long high = log.head();
        while (low < high) {
            long middle = (low + high) >>> 1;
            List<StoredBatch> next = log.after(middle, 1);
            if (next.isEmpty() || next.get(0).committedMillis() >= millis) {
                high = middle;
            } else {
                low = next.get(0).number();
            }
        }
        return low;
    }
}
