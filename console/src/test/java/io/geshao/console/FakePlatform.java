package io.geshao.console;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CaseEvent;
import io.geshao.core.CaseView;
import io.geshao.core.DeviceId;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertDesk;
import io.geshao.core.port.AlertLog;
import io.geshao.core.port.CaseDesk;
import io.geshao.core.port.CaseLog;
import io.geshao.core.registry.Device;
import io.geshao.core.registry.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The rest of the platform in memory, with the same promises as the stores: logs ascend, actions are in them. */
final class FakePlatform {
    static final long NOW = 1_772_445_600_000L; // 2026-03-02T10:00:00Z

    final FakeTelemetry telemetry = new FakeTelemetry(this::check);
    final FakeLedger ledger = new FakeLedger();
    final FakeAlertControl alertControl = new FakeAlertControl();
    final FakeAlerts alerts = new FakeAlerts();
    final FakeCases cases = new FakeCases();
    final FakeCaseWork work = new FakeCaseWork(cases::open);
    final FakeAssessment assessment = new FakeAssessment();
    final FakePeople people = new FakePeople(this::checkUp);
    /** State of the one part of this platform. */
    volatile String part = "up";
    /** What every port call throws while it is set. */
    volatile @Nullable RuntimeException outage;
    /** What every telemetry call waits for while it is set. */
    volatile @Nullable CountDownLatch hold;

    private void check() {
        CountDownLatch latch = hold;
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        checkUp();
    }

    private void checkUp() {
        RuntimeException failure = outage;
        if (failure != null) {
            throw failure;
        }
    }

    static AlertView alert(String rule, Severity severity, Device device, long raisedMillis) {
        return alert(rule, severity, device, device.place(), raisedMillis);
    }

    /** As of a device that hangs elsewhere. */
    static AlertView alertAt(String rule, String place, Device device, long raisedMillis) {
        return alert(rule, Severity.S1, device, place, raisedMillis);
    }

    private static AlertView alert(String rule, Severity severity, Device device, String place, long raisedMillis) {
        return new AlertView(
                rule + "|device:" + device.id() + "|" + raisedMillis,
                rule,
                1,
                Map.of("zh", "烟雾", "en", "Smoke"),
                severity,
                AlertView.State.ACTIVE_UNACK,
                "device:" + device.id(),
                device.community(),
                place,
                device.id(),
                raisedMillis - 1_000,
                raisedMillis,
                raisedMillis,
                false,
                new AlertView.CaseHint(
                        "EM-01", CaseView.Domain.EMERGENCY, Grade.III, "device:" + device.id(), true, true),
                Map.of(device.id() + "/smoke_alarm", 1.0),
                null);
    }

    static CaseView openCase(String number, Severity severity, Device device, long openedMillis, List<String> alerts) {
        return new CaseView(
                number,
                CaseView.Domain.EMERGENCY,
                "EM-01",
                Map.of("zh", "火灾", "en", "Fire"),
                severity,
                Grade.III,
                "TO_HANDLE",
                Map.of("zh", "疑似火灾", "en", "Suspected fire"),
                "device:" + device.id(),
                device.community(),
                device.place(),
                Map.of("zh", "甲楼", "en", "Block A"),
                new CaseView.Point(device.longitude(), device.latitude()),
                Map.of("zh", "消防站", "en", "Fire station"),
                true,
                false,
                openedMillis,
                openedMillis,
                openedMillis + 300_000,
                null,
                null,
                null,
                null,
                alerts,
                null);
    }

    final class FakeAlerts implements AlertDesk, AlertLog {
        private final Map<String, AlertView> byId = new LinkedHashMap<>();
        private final List<AlertTransition> log = new ArrayList<>();
        private final AtomicInteger afterAsked = new AtomicInteger();

        synchronized AlertTransition raise(AlertView alert) {
            byId.put(alert.id(), alert);
            AlertTransition transition =
                    new AlertTransition(head() + 1, AlertTransition.Kind.RAISED, alert, alert.raisedMillis());
            log.add(transition);
            return transition;
        }

        int afterAsked() {
            return afterAsked.get();
        }

        @Override
        public synchronized List<AlertView> open() {
            checkUp();
            return byId.values().stream()
                    .filter(alert -> alert.state().isOpen())
                    .sorted(Comparator.comparing(AlertView::severity)
                            .thenComparing(Comparator.comparingLong(AlertView::raisedMillis)
                                    .reversed()))
                    .toList();
        }

        @Override
        public synchronized Optional<AlertView> find(String alertId) {
            checkUp();
            return Optional.ofNullable(byId.get(alertId));
        }

        @Override
        public synchronized List<AlertView> raisedBetween(long fromMillis, long raisedMillis, String id, int limit) {
            checkUp();
            return byId.values().stream()
                    .filter(alert -> alert.raisedMillis() >= fromMillis)
                    .filter(alert -> alert.raisedMillis() < raisedMillis
                            || (alert.raisedMillis() == raisedMillis
                                    && alert.id().compareTo(id) < 0))
                    .sorted(Comparator.comparingLong(AlertView::raisedMillis)
                            .thenComparing(AlertView::id)
                            .reversed())
                    .limit(limit)
                    .toList();
        }

        @Override
        public void acknowledge(List<String> alertIds, String actor) {
            throw new UnsupportedOperationException("the console acts on cases");
        }

        @Override
        public void reset(List<String> alertIds, String actor, String cause) {
            throw new UnsupportedOperationException("the console acts on cases");
        }

        @Override
        public synchronized long head() {
            checkUp();
            return log.isEmpty() ? 0 : log.get(log.size() - 1).position();
        }

        @Override
        public synchronized List<AlertTransition> after(long position, int limit) {
            checkUp();
            afterAsked.incrementAndGet();
            return log.stream()
                    .filter(transition -> transition.position() > position)
                    .limit(limit)
                    .toList();
        }
    }

    final class FakeCases implements CaseDesk, CaseLog {
        private final Map<String, CaseView> byNumber = new LinkedHashMap<>();
        private final List<CaseEvent> log = new ArrayList<>();

        synchronized CaseEvent open(CaseView view) {
            byNumber.put(view.number(), view);
            return append(view.number(), "OPENED", "SYS", Map.of("zh", "立案", "en", "Opened"));
        }

        private CaseEvent append(String number, String kind, String actor, Map<String, String> text) {
            CaseEvent event = new CaseEvent(log.size() + 1, number, kind, NOW + log.size(), actor, text);
            log.add(event);
            return event;
        }

        private CaseView changeable(String number) {
            CaseView view = byNumber.get(number);
            if (view == null) {
                throw new RefusedException(RefusedException.Reason.NO_SUCH_CASE, "there is no case " + number);
            }
            if (!view.isOpen()) {
                throw new RefusedException(RefusedException.Reason.ALREADY_CLOSED, number + " is closed");
            }
            return view;
        }

        private CaseView put(CaseView v, @Nullable String ackedBy, @Nullable String cause) {
            Long at = NOW + 1;
            CaseView changed = new CaseView(
                    v.number(),
                    v.domain(),
                    v.classCode(),
                    v.className(),
                    v.severity(),
                    v.grade(),
                    cause == null ? v.state() : "CLOSED",
                    v.title(),
                    v.scope(),
                    v.community(),
                    v.place(),
                    v.placeName(),
                    v.point(),
                    v.unit(),
                    v.suspected(),
                    v.drill(),
                    v.openedMillis(),
                    at,
                    v.deadlineMillis(),
                    ackedBy,
                    ackedBy == null ? null : at,
                    cause == null ? null : at,
                    cause,
                    v.alerts(),
                    v.recursOf());
            byNumber.put(v.number(), changed);
            return changed;
        }

        @Override
        public synchronized List<CaseView> open() {
            checkUp();
            return byNumber.values().stream()
                    .filter(CaseView::isOpen)
                    .sorted(Comparator.comparing(CaseView::severity).thenComparing(CaseView::openedMillis))
                    .toList();
        }

        @Override
        public synchronized List<CaseView> openedBefore(long openedMillis, String number, int limit) {
            checkUp();
            return byNumber.values().stream()
                    .filter(view -> view.openedMillis() < openedMillis
                            || (view.openedMillis() == openedMillis
                                    && view.number().compareTo(number) < 0))
                    .sorted(Comparator.comparingLong(CaseView::openedMillis)
                            .thenComparing(CaseView::number)
                            .reversed())
                    .limit(limit)
                    .toList();
        }

        @Override
        public synchronized Optional<CaseView> find(String number) {
            checkUp();
            return Optional.ofNullable(byNumber.get(number));
        }

        @Override
        public synchronized List<CaseEvent> timeline(String number) {
            checkUp();
            return log.stream().filter(event -> event.number().equals(number)).toList();
        }

        @Override
        public synchronized CaseView acknowledge(String number, String actor) {
            CaseView view = changeable(number);
            if (view.ackedBy() != null) {
                throw new RefusedException(
                        RefusedException.Reason.ALREADY_ACKNOWLEDGED, number + " is " + view.ackedBy() + "'s");
            }
            append(number, "ACKNOWLEDGED", actor, Map.of("zh", "接手", "en", "Taken"));
            return put(view, actor, null);
        }

        @Override
        public synchronized CaseView comment(String number, String actor, String text) {
            CaseView view = changeable(number);
            if (text.isBlank()) {
                throw new RefusedException(RefusedException.Reason.TEXT_MISSING, "nothing was said");
            }
            append(number, "COMMENTED", actor, Map.of("zh", text, "en", text));
            return put(view, view.ackedBy(), null);
        }

        @Override
        public synchronized CaseView close(String number, String actor, String cause) {
            CaseView view = changeable(number);
            if (cause.isBlank()) {
                throw new RefusedException(RefusedException.Reason.CAUSE_MISSING, "a cause is needed");
            }
            append(number, "CLOSED", actor, Map.of("zh", cause, "en", cause));
            return put(view, view.ackedBy(), cause);
        }

        @Override
        public synchronized long head() {
            checkUp();
            return log.size();
        }

        @Override
        public synchronized List<CaseEvent> after(long position, int limit) {
            checkUp();
            return log.stream()
                    .filter(event -> event.position() > position)
                    .limit(limit)
                    .toList();
        }
    }

    final FakeServiceDesk services = new FakeServiceDesk();

    ConsolePorts ports() {
        return new ConsolePorts(
                telemetry,
                ledger,
                alerts,
                alerts,
                alertControl,
                cases,
                cases,
                new FakeCommands(),
                new ConsolePorts.Casework(
                        new FakeCapFeed(),
                        people,
                        work,
                        new FakeRuleBook(),
                        new FakeRuleBook.Admissions(),
                        new FakePlans(),
                        services,
                        assessment),
                () -> Map.of("database", outage == null ? part : "down"),
                () -> "# HELP geshao_test a test\ngeshao_test 1.0\n");
    }

    static Device device(Registry registry, String id) {
        return registry.device(new DeviceId(id)).orElseThrow();
    }
}
