package io.geshao.incident.telling;

import io.geshao.casework.Channel;
import io.geshao.casework.LadderView;
import io.geshao.casework.NoticeState;
import io.geshao.casework.NoticeView;
import io.geshao.casework.port.NoticeDesk;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.CaseHint;
import io.geshao.core.CaseView.Domain;
import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.Grade;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertLog;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.DeskReducer;
import io.geshao.incident.flow.Step;
import io.geshao.incident.flow.Town;
import io.geshao.incident.ladder.store.LadderFollower;
import io.geshao.incident.ladder.store.LadderStore;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.notice.Budget;
import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.NoticeChannel;
import io.geshao.incident.notice.channel.Channels;
import io.geshao.incident.notice.channel.Channels.Line;
import io.geshao.incident.notice.store.Findings;
import io.geshao.incident.notice.store.Outbox;
import io.geshao.incident.store.CaseStore;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** A community in which something happens, on virtual time against a real database; providers are fakes unless given. */
final class Night implements AlertLog {
    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private static final WorkCalendar CALENDAR = new WorkCalendar(SHANGHAI, Set.of(), Set.of());

    final FakeTicker ticker;
    final FakeRoster roster = new FakeRoster();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final FakeProvider page = new FakeProvider("page", 4_096, heard);
    final FakeProvider voice = new FakeProvider("voice", 360, heard);
    final FakeProvider sms = new FakeProvider("sms", 600, heard);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final DataSource database;
    private final List<Line> lines = new ArrayList<>();
    private final List<AlertTransition> transitions = new ArrayList<>();
    private final CaseStore cases;
    private final CaseReducer reducer;
    private final long begin;
    Notifier.Parts parts;
    private long audited;

    /** @param instant when it begins, ISO-8601 */
    Night(DataSource database, String instant) {
        this.database = database;
        ticker = FakeTicker.at(instant);
        begin = ticker.epochMillis();
        audited = begin;
        Jdbi.create(database)
                .useHandle(handle -> handle.execute("truncate incident.notice, incident.notice_attempt,"
                        + " incident.digest_item, incident.digest_line, incident.alert_aside, incident.finding,"
                        + " incident.notice_channel restart identity cascade"));
        cases = new CaseStore(database, List.of(new LadderFollower(SHANGHAI)));
        reducer = new CaseReducer(Town.registry(), ResponsibilityList.shipped(), CALENDAR);
        line("page", Channel.PUSH, page);
        line("voice", Channel.VOICE, voice);
        line("sms", Channel.SMS, sms);
        parts = parts(database);
    }

    void line(String name, Channel channel, NoticeChannel provider, Budget.Window... windows) {
        line(name, channel, provider, false, windows);
    }

    void line(String name, Channel channel, NoticeChannel provider, boolean drill, Budget.Window... windows) {
        lines.add(new Line(
                new ChannelSpec(name, channel, Map.of(), new Budget(List.of(windows)), "zh", "", drill), provider));
        parts = parts(database);
    }

    /** The parts anew on that database: a process that starts again, or a second one. */
    Notifier.Parts parts(DataSource on) {
        return Notifier.Parts.of(
                NotifierConfig.pageOnly(SHANGHAI),
                Channels.of(lines),
                new SameThread(),
                on,
                roster,
                this,
                Town.registry(),
                ticker,
                new SimpleMeterRegistry());
    }

    /** Everything that is due now. */
    void turn() {
        while (parts.news().turn()) {}
        while (parts.ladders().turn() > 0) {
            parts.sender().turn();
        }
        parts.digests().turn();
        while (parts.sender().turn() > 0) {}
        if (ticker.epochMillis() - audited >= 60_000) {
            audited = ticker.epochMillis();
            parts.watchdog().turn();
            parts.ladders().lookAtShifts();
        }
    }

    /** Lets time pass up to so long after the beginning, in steps. */
    void until(Duration sinceBegin, Duration step) {
        turn();
        while (elapsed().compareTo(sinceBegin) < 0) {
            Duration left = sinceBegin.minus(elapsed());
            ticker.advance(left.compareTo(step) < 0 ? left : step);
            turn();
        }
    }

    void until(Duration sinceBegin) {
        until(sinceBegin, Duration.ofSeconds(10));
    }

    Duration elapsed() {
        return Duration.ofMillis(ticker.epochMillis() - begin);
    }

    long now() {
        return ticker.epochMillis();
    }

    /** An alert that opens a case of its own or joins the open one of its scope; as the follower would. */
    String raise(AlertView alert) {
        return tell(AlertTransition.Kind.RAISED, alert);
    }

    String tell(AlertTransition.Kind kind, AlertView alert) {
        return tell(kind, alert, AlertTransition.Notice.DUE);
    }

    String tell(AlertTransition.Kind kind, AlertView alert, AlertTransition.Notice notice) {
        AlertTransition transition = new AlertTransition(transitions.size() + 1, kind, alert, now(), null, notice);
        transitions.add(transition);
        if (!alert.caseHint().opensCase()) {
            return "";
        }
        return cases.write(transaction -> {
            var situation = transaction.situation("test", alert, reducer.day(now()));
            CaseFile open = situation.open().orElse(null);
            Step step = open == null
                    ? reducer.open(
                            transaction.nextNumber(alert.community().value(), reducer.day(now())),
                            null,
                            transition,
                            now())
                    : reducer.advance(open, transition, now());
            transaction.save(step, now());
            return step.file().view().number();
        });
    }

    void acknowledge(String number, String actor) {
        act(number, file -> DeskReducer.acknowledge(file, actor, CALENDAR, now()));
    }

    void comment(String number, String actor) {
        act(number, file -> DeskReducer.comment(file, actor, "…", now()));
    }

    void close(String number, String actor) {
        act(number, file -> DeskReducer.close(file, actor, "ok", CALENDAR, now()));
    }

    private void act(String number, Function<CaseFile, Step> action) {
        cases.write(transaction -> {
            Step step = action.apply(transaction.find(number).orElseThrow());
            if (step.refusal() != null) {
                throw new IllegalStateException(String.valueOf(step.refusal()));
            }
            transaction.save(step, now());
            return step;
        });
    }

    LadderView ladder(String number) {
        return new LadderStore(database).view(number).orElseThrow();
    }

    List<NoticeView> notices(String number) {
        List<NoticeView> all = new ArrayList<>(
                new Outbox(database).list(new NoticeDesk.Filter(number, null, null, null, null), 1_000));
        Collections.reverse(all);
        return all;
    }

    List<NoticeView> notices(NoticeState state) {
        return new Outbox(database).list(new NoticeDesk.Filter(null, null, null, state, null), 1_000);
    }

    List<NoticeDesk.Finding> findings() {
        return new Findings(database).list(100);
    }

    /** When each step of a case was told, as time since the beginning, by step. */
    List<String> told(String number) {
        return ladder(number).done().stream()
                .filter(done -> done.outcome() == LadderView.Outcome.TOLD)
                .map(done -> done.step() + " "
                        + Duration.ofMillis(done.atMillis() - begin).toString().substring(2) + " " + done.people())
                .toList();
    }

    /** A1: a road under water, S2, one case per zone. */
    static AlertView flood(AlertView.State state, long onsetMillis) {
        return alert("A1", Severity.S2, "E05-06-1", "zone:yuhua/z-9", "bin-1", state, onsetMillis);
    }

    /** Something ordinary at a bin, without a case. */
    static AlertView ordinary(String rule, String device, long onsetMillis) {
        return alert(rule, Severity.S3, "", "", device, AlertView.State.ACTIVE_UNACK, onsetMillis);
    }

    static AlertView alert(
            String rule,
            Severity severity,
            String classCode,
            String caseScope,
            String device,
            AlertView.State state,
            long onsetMillis) {
        return new AlertView(
                rule + "|device:" + device + "|" + onsetMillis,
                rule,
                1,
                Map.of("zh", rule + " 告警", "en", rule + " alert"),
                severity,
                state,
                "device:" + device,
                new CommunityId("yuhua"),
                Town.GRID,
                new DeviceId(device),
                onsetMillis,
                onsetMillis,
                onsetMillis,
                false,
                new CaseHint(classCode, Domain.CITY_MANAGEMENT, Grade.IV, caseScope, false, true),
                Map.of(),
                null);
    }

    static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    @Override
    public long head() {
        return transitions.size();
    }

    @Override
    public List<AlertTransition> after(long position, int limit) {
        return transitions.stream()
                .filter(transition -> transition.position() > position)
                .limit(limit)
                .toList();
    }
}
