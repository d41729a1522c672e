package io.geshao.incident.rulebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.RuleBook;
import io.geshao.casework.port.RuleBook.Kind;
import io.geshao.casework.port.RuleBook.RefusedException;
import io.geshao.casework.port.RuleBook.Standing;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView;
import io.geshao.core.CaseEvent;
import io.geshao.core.CommunityId;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.Step;
import io.geshao.incident.flow.Town;
import io.geshao.incident.list.ClassTable;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.list.store.RuleTables;
import io.geshao.incident.rulebook.CalendarPass.Progress;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.EmptyTables;
import io.geshao.incident.store.Ledger;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Versions in the database, and what a new calendar does to open cases. */
class RuleBookIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final WorkCalendar PLAIN = new WorkCalendar(SHANGHAI, Set.of(), Set.of());
    /** Monday 2 March 2026, 10:00 in Shanghai. */
    private final FakeTicker ticker = FakeTicker.at("2026-03-02T02:00:00Z");

    private final AtomicInteger calendars = new AtomicInteger();
    private DataSource database;
    private RuleTables tables;
    private RuleBook book;
    private CaseStore store;

    @BeforeEach
    void emptyBook() {
        database = TABLES.get();
        tables = tables();
        book = new StoredRuleBook(tables, ticker, calendars::incrementAndGet);
        store = new CaseStore(database);
    }

    private RuleTables tables() {
        return new RuleTables(database, () -> new RuleTables.Base(SHANGHAI, PLAIN, ResponsibilityList.shipped()));
    }

    private RuleBook.Version calendar(String rows) {
        return book.load(Kind.CALENDAR, null, Map.of("c.csv", "date,kind,slots,note\n" + rows), "国务院通知", "ann");
    }

    private static long at(String local) {
        return java.time.LocalDateTime.parse(local).atZone(SHANGHAI).toInstant().toEpochMilli();
    }

    private static RefusedException.Reason refusal(Runnable action) {
        return catchThrowableOfType(RefusedException.class, action::run).reason();
    }

    private String list(String version, String from) {
        return ResponsibilityList.shipped().versions().get(0).text().replace("GS-1\t2026-01-01", version + "\t" + from);
    }

    @Test
    void fresh_installation_has_what_ships() {
        assertThat(book.versions(Kind.CALENDAR)).isEmpty();
        assertThat(book.versions(Kind.CLASSES))
                .extracting(RuleBook.Version::name)
                .containsExactly("GS-C1");
        assertThat(book.versions(Kind.RESPONSIBILITY))
                .extracting(RuleBook.Version::name, RuleBook.Version::standing)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("GS-1", Standing.IN_FORCE));
        assertThat(book.classes("满溢", null, 10))
                .extracting(RuleBook.ClassSheet::code)
                .containsExactly("E01-92-1");
        RuleBook.DutyList published = book.published(null).orElseThrow();
        assertThat(published.rows()).isNotEmpty().noneMatch(row -> row.classCode()
                .startsWith("MT"));
        assertThat(book.duties(null).orElseThrow().rows())
                .hasSizeGreaterThan(published.rows().size());
    }

    @Test
    void list_takes_over_on_its_day_and_the_one_before_can_still_be_opened() {
        RuleBook.Version loaded =
                book.load(Kind.RESPONSIBILITY, null, Map.of("l.tsv", list("CITY-2", "2026-03-03")), "新清单", "ann");
        assertThat(loaded.standing()).isEqualTo(Standing.COMING);
        assertThat(loaded.changedBy()).isEqualTo("ann");
        assertThat(book.published(null).orElseThrow().version().name()).isEqualTo("GS-1");
        ticker.advance(java.time.Duration.ofDays(1));
        assertThat(book.published(null).orElseThrow().version().name()).isEqualTo("CITY-2");
        RuleBook.Version yesterday =
                book.published(LocalDate.of(2026, 3, 2)).orElseThrow().version();
        assertThat(yesterday.name()).isEqualTo("GS-1");
        assertThat(yesterday.validTo()).isEqualTo(LocalDate.of(2026, 3, 2));
        String text = book.text(Kind.RESPONSIBILITY, "CITY-2").orElseThrow();
        assertThat(ResponsibilityList.parse("again", text).versions().get(0).name())
                .isEqualTo("CITY-2");
    }

    @Test
    void version_in_force_is_neither_withdrawn_nor_overwritten_and_never_begins_in_the_past() {
        String today = list("CITY-2", "2026-03-02");
        assertThat(refusal(
                        () -> book.load(Kind.RESPONSIBILITY, null, Map.of("l", list("X", "2026-03-01")), "x", "ann")))
                .isEqualTo(RefusedException.Reason.DAY_IN_THE_PAST);
        assertThat(refusal(() -> book.load(Kind.RESPONSIBILITY, null, Map.of("l", today), " ", "ann")))
                .isEqualTo(RefusedException.Reason.REASON_MISSING);
        book.load(Kind.RESPONSIBILITY, null, Map.of("l", today), "x", "ann");
        assertThat(refusal(() ->
                        book.load(Kind.RESPONSIBILITY, null, Map.of("l", list("CITY-3", "2026-03-02")), "x", "ann")))
                .isEqualTo(RefusedException.Reason.DAY_TAKEN);
        assertThat(refusal(() ->
                        book.load(Kind.RESPONSIBILITY, null, Map.of("l", list("CITY-2", "2026-03-09")), "x", "ann")))
                .isEqualTo(RefusedException.Reason.VERSION_TAKEN);
        assertThat(refusal(() -> book.withdraw(Kind.RESPONSIBILITY, "CITY-2", "x", "ann")))
                .isEqualTo(RefusedException.Reason.ALREADY_IN_FORCE);
        book.load(Kind.RESPONSIBILITY, null, Map.of("l", list("CITY-4", "2026-04-01")), "x", "ann");
        assertThat(book.withdraw(Kind.RESPONSIBILITY, "CITY-4", "错了", "ben").standing())
                .isEqualTo(Standing.WITHDRAWN);
        assertThat(refusal(() -> book.withdraw(Kind.RESPONSIBILITY, "CITY-4", "x", "ann")))
                .isEqualTo(RefusedException.Reason.ALREADY_ENDED);
        assertThat(book.published(LocalDate.of(2026, 4, 2))
                        .orElseThrow()
                        .version()
                        .name())
                .isEqualTo("CITY-2");
    }

    @Test
    void database_refuses_to_change_a_version() {
        calendar("2026-03-04,holiday,,\n");
        for (String sql : List.of(
                "update incident.rule_version set content = 'x'",
                "update incident.rule_version set valid_from = '2020-01-01'",
                "delete from incident.rule_version",
                "truncate incident.rule_version cascade")) {
            assertThatThrownBy(() -> Jdbi.create(database).useHandle(handle -> handle.execute(sql)))
                    .as(sql)
                    .hasMessageContaining("versions are never changed or deleted");
        }
    }

    @Test
    void faulty_text_is_refused_with_every_line() {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> calendar("2026-13-04,holiday,,\n2026-03-05,feast,,\n"));
        assertThat(refused.reason()).isEqualTo(RefusedException.Reason.FAULTY_FILE);
        assertThat(refused.faults()).extracting(RuleBook.Fault::line).containsExactly(2, 3);
        assertThat(calendars).hasValue(0);
    }

    @Test
    void class_table_changes_limits_that_the_list_leaves_open() {
        String table = ClassTable.starter().text().replace("GS-C1", "CITY-C");
        book.load(Kind.CLASSES, LocalDate.of(2026, 3, 5), Map.of("c.tsv", table), "x", "ann");
        assertThat(book.classes("E01-92-1", null, 1).get(0).version()).isEqualTo("GS-C1");
        assertThat(book.classes("E01-92-1", LocalDate.of(2026, 3, 5), 1).get(0).version())
                .isEqualTo("CITY-C");
        assertThat(book.text(Kind.CLASSES, "CITY-C")).contains(table);
    }

    @Test
    void preview_says_step_by_step_how_a_deadline_comes_about() {
        calendar("2026-03-09,holiday,,\n");
        RuleBook.Preview preview = book.preview(new RuleBook.Question(null, "", "4 work_hour", at("2026-03-06T16:30")));
        assertThat(preview.deadlineMillis()).isEqualTo(at("2026-03-10T10:30"));
        assertThat(preview.steps())
                .extracting(RuleBook.PreviewStep::what)
                .containsExactly("WORK", "OUTSIDE_HOURS", "FREE_DAY", "FREE_DAY", "HOLIDAY", "OUTSIDE_HOURS", "WORK");
        RuleBook.Preview ofClass = book.preview(new RuleBook.Question("E01-92-1", "a/b", null, at("2026-03-02T14:00")));
        assertThat(ofClass.deadlineMillis()).isEqualTo(at("2026-03-02T18:00"));
        assertThat(ofClass.decidedBy()).isEqualTo("GS-1");
        assertThat(book.preview(new RuleBook.Question("E04-01-1", "a/b", null, 0))
                        .decidedBy())
                .as("no row of the list")
                .isEqualTo("GS-C1");
        assertThat(refusal(() -> book.preview(new RuleBook.Question("E99-99-9", "", null, 0))))
                .isEqualTo(RefusedException.Reason.NO_SUCH_CLASS);
        assertThat(refusal(() -> book.preview(new RuleBook.Question(null, "", "4 moons", 0))))
                .isEqualTo(RefusedException.Reason.BAD_LIMIT);
    }

    /** A full bin: 4 work hours from Monday 10:00, due at 16:00. */
    private void openCases(int count) {
        CaseReducer reducer = new CaseReducer(Town.registry(), ResponsibilityList.shipped(), PLAIN);
        for (int i = 0; i < count; i++) {
            long now = ticker.epochMillis();
            AlertView alert = Town.city(
                    "W2", "E01-92-1", "grid:" + Town.GRID + "-" + i, "bin-1", AlertView.State.ACTIVE_UNACK, now, true);
            store.write(transaction -> {
                Step step = reducer.open(
                        transaction.nextNumber("yuhua", "20260302"),
                        null,
                        new AlertTransition(1, AlertTransition.Kind.RAISED, alert, now),
                        now);
                transaction.save(step, now);
                return step;
            });
        }
    }

    private CalendarPass pass() {
        return new CalendarPass(store, tables(), Town.registry(), ticker);
    }

    private List<CaseEvent> moves() {
        return store.after(0, 10_000).stream()
                .filter(event -> event.kind().equals("DEADLINE_MOVED"))
                .toList();
    }

    @Test
    void new_calendar_moves_every_open_deadline_once_with_a_record_also_across_crashes() {
        openCases(120);
        assertThat(store.open())
                .allMatch(view -> Long.valueOf(at("2026-03-02T16:00")).equals(view.deadlineMillis()));
        assertThat(pass().step()).isEqualTo(Progress.IDLE);
        calendar("2026-03-02,workday,08:00-12:00,半天\n");
        assertThat(calendars).hasValue(1);
        assertThat(pass().step()).isEqualTo(Progress.MOVED);
        assertThat(moves()).as("one bite").hasSize(50);
        while (pass().step() != Progress.IDLE) {
            // Each bite by a process that knows nothing of the one before.
        }
        assertThat(moves()).hasSize(120);
        assertThat(moves().stream().map(CaseEvent::number).distinct()).hasSize(120);
        assertThat(moves().get(0).text().get("en"))
                .isEqualTo(
                        "Work calendar changed (CAL-1), deadlines moved: HANDLE 2026-03-02 16:00 → 2026-03-03 10:00");
        assertThat(store.open())
                .allMatch(view -> Long.valueOf(at("2026-03-03T10:00")).equals(view.deadlineMillis()));
        assertThat(new Ledger(database).verify(new CommunityId("yuhua")).finding())
                .isEqualTo(Ledger.Finding.INTACT);
    }

    @Test
    void calendar_that_comes_during_a_pass_goes_over_all_cases_again() {
        openCases(60);
        calendar("2026-03-02,workday,08:00-12:00,\n");
        assertThat(pass().step()).isEqualTo(Progress.MOVED);
        calendar("2026-03-02,workday,08:00-12:00,\n2026-03-03,holiday,,\n");
        while (pass().step() != Progress.IDLE) {
            // to the end
        }
        assertThat(store.open())
                .allMatch(view -> Long.valueOf(at("2026-03-04T10:00")).equals(view.deadlineMillis()));
        assertThat(moves()).as("fifty twice, ten once").hasSize(110);
    }

    @Test
    void deadline_that_has_passed_stays_passed() {
        openCases(1);
        ticker.advance(java.time.Duration.ofHours(7)); // 17:00
        calendar("2026-03-02,holiday,,\n");
        while (pass().step() != Progress.IDLE) {
            // to the end
        }
        assertThat(moves()).isEmpty();
        assertThat(store.open().get(0).deadlineMillis()).isEqualTo(at("2026-03-02T16:00"));
    }

    @Test
    void request_for_admission_goes_its_way_and_every_step_is_kept() {
        AdmissionDesk desk = new StoredAdmissions(database, SHANGHAI, ticker);
        AdmissionDesk.Wish wish = new AdmissionDesk.Wish("E01-28-1", "a/b/yuhua", "近", "每月 500 元", null);
        AdmissionDesk.Sheet applied = desk.apply(wish, "ann");
        assertThat(applied.id()).isEqualTo("ZR-2026-0001");
        assertThat(catchThrowableOfType(
                                AdmissionDesk.RefusedException.class,
                                () -> desk.take(applied.id(), AdmissionDesk.Action.REVIEW, "", "ann"))
                        .reason())
                .isEqualTo(AdmissionDesk.RefusedException.Reason.SAME_PERSON);
        desk.take(applied.id(), AdmissionDesk.Action.REVIEW, "", "ben");
        desk.take(applied.id(), AdmissionDesk.Action.APPROVE, "", "cai");
        AdmissionDesk.Sheet watched = desk.take(applied.id(), AdmissionDesk.Action.SUPERVISE, "人手够", "sup");
        assertThat(watched.state()).isEqualTo("APPROVED");
        assertThat(watched.steps())
                .extracting(AdmissionDesk.SheetStep::action)
                .containsExactly("APPLY", "REVIEW", "APPROVE", "SUPERVISE");
        assertThat(desk.apply(wish, "ann").id()).isEqualTo("ZR-2026-0002");
        assertThatThrownBy(() -> Jdbi.create(database)
                        .useHandle(handle -> handle.execute("delete from incident.admission_step")))
                .hasMessageContaining("never changed or deleted");
        assertThat(Instant.ofEpochMilli(watched.steps().get(0).atMillis())).isEqualTo("2026-03-02T02:00:00Z");
    }
}
