package io.geshao.alerting.tool;

import io.geshao.alerting.rule.Rule;
import io.geshao.alerting.tool.TestFile.Act;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.DeviceId;
import io.geshao.core.Flag;
import io.geshao.core.Metric;
import io.geshao.core.Reading;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Plays one test on the engine; what happened is kept for {@link Comparison}. */
final class TestRun {
    /** A device's clock further ahead than this is impossible, and its time does not count: payload reference. */
    private static final long CLOCK_AHEAD_MILLIS = 300_000;

    private final TestFile.Case test;
    private final Registry registry;
    private final Stand stand;
    /** Times at which something is expected: time stops there, so that what happens carries its own time. */
    private final TreeSet<Long> stops = new TreeSet<>();

    private final Map<Integer, List<String>> openAt = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private long sequence;

    private TestRun(TestFile.Case test, Stand stand) {
        this.test = test;
        this.stand = stand;
        registry = test.registry();
        test.expected().forEach(expected -> stops.add(expected.atMillis()));
    }

    /**
     * What happened.
     *
     * @param openAt what was open, by the line of the question
     * @param faults what the test asked for and could not be done
     */
    record Happened(List<AlertTransition> told, Map<Integer, List<String>> openAt, List<String> faults) {}

    /** @param tested ids of the rules whose alerts are of interest; empty means all */
    static Happened play(TestFile.Case test, List<Rule> rules, Set<String> tested) {
        return play(test, (registry, startMillis) -> new EngineStand(registry, rules, startMillis), tested);
    }

    /** As above, wherever it is to be played. */
    static Happened play(TestFile.Case test, Stand.Factory stands, Set<String> tested) {
        try (Stand stand = stands.start(test.registry(), test.startMillis())) {
            return new TestRun(test, stand).play(tested);
        }
    }

    private void passTo(long offsetMillis) {
        while (!stops.isEmpty() && stops.first() <= offsetMillis) {
            stand.advanceTo(test.startMillis() + stops.pollFirst());
        }
        stand.advanceTo(test.startMillis() + offsetMillis);
    }

    private Happened play(Set<String> tested) {
        List<TestFile.OpenAt> looks = new ArrayList<>(test.open());
        looks.sort(Comparator.comparingLong(TestFile.OpenAt::atMillis));
        int next = 0;
        long readyMillis = Long.MIN_VALUE;
        List<Act.Says> missed = new ArrayList<>();
        while (next < test.acts().size()) {
            long at = test.acts().get(next).atMillis();
            lookUntil(looks, at, tested);
            if (readyMillis != Long.MIN_VALUE && at >= readyMillis) {
                back(readyMillis, missed);
                readyMillis = Long.MIN_VALUE;
            }
            List<Act.Says> together = new ArrayList<>();
            while (next < test.acts().size()
                    && test.acts().get(next) instanceof Act.Says says
                    && says.atMillis() == at) {
                together.add(says);
                next++;
            }
            if (!together.isEmpty()) {
                if (readyMillis == Long.MIN_VALUE) {
                    passTo(at);
                    stand.stored(readings(together, 0));
                } else {
                    missed.addAll(together);
                }
                continue;
            }
            if (test.acts().get(next) instanceof Act.Order order) {
                order(order);
            } else if (test.acts().get(next) instanceof Act.Restart restart) {
                passTo(at);
                readyMillis = at + restart.downMillis();
            }
            next++;
        }
        if (readyMillis != Long.MIN_VALUE) {
            back(readyMillis, missed);
        }
        lookUntil(looks, Long.MAX_VALUE, tested);
        passTo(test.untilMillis());
        List<AlertTransition> kept = stand.told().stream()
                .filter(one -> tested.isEmpty() || tested.contains(one.alert().rule()))
                .sorted(Comparator.comparingLong(AlertTransition::atMillis))
                .toList();
        return new Happened(kept, openAt, faults);
    }

    /** The centre is there again; what gateways have received meanwhile comes in. */
    private void back(long readyMillis, List<Act.Says> missed) {
        stand.restart(test.startMillis() + readyMillis);
        if (!missed.isEmpty()) {
            stand.stored(readings(missed, Flag.BACKFILL.bit()));
            missed.clear();
        }
    }

    private void lookUntil(List<TestFile.OpenAt> looks, long beforeMillis, Set<String> tested) {
        while (!looks.isEmpty() && looks.get(0).atMillis() < beforeMillis) {
            TestFile.OpenAt look = looks.remove(0);
            passTo(look.atMillis());
            openAt.put(
                    look.line(),
                    stand.open().stream()
                            .filter(view -> tested.isEmpty() || tested.contains(view.rule()))
                            .map(view -> TestFileReader.text(view.rule(), view.scope(), view.drill()) + " "
                                    + view.state().name().toLowerCase(Locale.ROOT))
                            .sorted()
                            .toList());
        }
    }

    private void order(Act.Order order) {
        passTo(order.atMillis());
        TestFile.Subject subject = order.subject();
        List<String> ids = stand.open().stream()
                .filter(view -> view.rule().equals(subject.rule())
                        && view.scope().equals(subject.scope())
                        && view.drill() == subject.drill())
                .map(AlertView::id)
                .toList();
        if (ids.isEmpty()) {
            faults.add("line " + order.line() + ": at " + TestTime.text(order.atMillis()) + " nothing of "
                    + subject.text() + " is open");
            return;
        }
        String cause = order.resetCause();
        if (cause == null) {
            stand.acknowledge(ids.get(0));
        } else {
            stand.reset(ids.get(0), cause);
        }
    }

    /** As a gateway would hand them on; a message without its value still says that the device is there. */
    private List<Reading> readings(List<Act.Says> said, int flags) {
        List<Reading> readings = new ArrayList<>(said.size());
        Map<DeviceId, Device> known = new LinkedHashMap<>();
        for (Act.Says says : said) {
            Device device = known.computeIfAbsent(
                    says.device(), id -> registry.device(id).orElseThrow());
            readings.add(reading(says, device, flags));
        }
        return readings;
    }

    private Reading reading(Act.Says says, Device device, int flags) {
        long received = test.startMillis() + says.atMillis();
        long deviceMillis = received + says.shiftMillis();
        long event = deviceMillis;
        int bits = flags | says.flags();
        if (says.shiftMillis() > CLOCK_AHEAD_MILLIS) {
            event = received;
            bits |= Flag.BAD_CLOCK.bit();
        } else if (-says.shiftMillis() > device.profile().lateMillis()) {
            bits |= Flag.LATE.bit();
        } else if (says.shiftMillis() > device.profile().clockSkewMillis()) {
            bits |= Flag.CLOCK_SKEW.bit();
        }
        boolean empty = Double.isNaN(says.value());
        return new Reading(
                says.device(),
                empty ? Metric.HEARTBEAT : says.metric(),
                empty ? 1 : says.value(),
                event,
                deviceMillis,
                received,
                ++sequence,
                bits);
    }
}
