package io.geshao.incident.score.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import io.geshao.casework.port.Assessment.Decision;
import io.geshao.casework.port.Assessment.RefusedException;
import io.geshao.casework.score.Interview;
import io.geshao.casework.score.Report;
import io.geshao.core.AlertTransition;
import io.geshao.core.port.AlertLog;
import io.geshao.incident.flow.Town;
import io.geshao.incident.score.CaseFacts;
import io.geshao.incident.score.FactsFold;
import io.geshao.incident.score.Mark;
import io.geshao.incident.score.Moment;
import io.geshao.incident.score.store.FactsStore;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.FakeTicker;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reports are made when they are due, once, by whatever process, and again where more came to light. */
class ReportJobIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final String YUHUA = Town.COMMUNITY;
    private static final Actor LEADER = new Actor("lead", Set.of(Role.LEAD), "", "");
    private static final AlertLog QUIET = new AlertLog() {
        @Override
        public long head() {
            return 0;
        }

        @Override
        public List<AlertTransition> after(long position, int limit) {
            return List.of();
        }
    };

    private DataSource database;
    private final FakeTicker ticker = FakeTicker.at(at(3, 7, 59));
    private Scoring scoring;

    @BeforeEach
    void open() {
        database = TABLES.get();
        scoring = scoring();
    }

    /** As another process would. */
    private Scoring scoring() {
        return Scoring.of(database, Town.registry(), new Scoring.Sources(QUIET, null, null), ZONE, ticker);
    }

    private static long at(int day, int hour, int minute) {
        return LocalDateTime.of(2026, 3, day, hour, minute)
                .atZone(ZONE)
                .toInstant()
                .toEpochMilli();
    }

    private void put(CaseFacts facts) {
        Jdbi.create(database).useHandle(handle -> FactsStore.put(handle, facts));
    }

    private static CaseFacts.Draft reported(String number, int day) {
        return new CaseFacts.Draft(new CaseFacts.Subject(
                        number,
                        Town.BUILDING,
                        "water",
                        "E1",
                        "1",
                        "PATROL",
                        4,
                        3,
                        FactsFold.spot("E1", Town.BUILDING),
                        Map.of("zh", "井盖", "en", "Cover")))
                .at(Moment.REPORTED, at(day, 9, 0))
                .at(Moment.FILED, at(day, 9, 5));
    }

    private int run(ReportJob job) {
        int steps = 0;
        while (job.step()) {
            steps++;
        }
        return steps;
    }

    private static List<Object> row(Report report, String zh) {
        return report.sections().get(0).rows().stream()
                .filter(row -> zh.equals(row.get(0).text().get("zh")))
                .findFirst()
                .orElseThrow()
                .stream()
                .map(cell -> (Object) (cell.number() == null ? "" : cell.number()))
                .toList();
    }

    @Test
    void bulletin_is_made_at_eight_once_for_everywhere_and_each_community() {
        put(reported("c1", 2).finish());

        assertThat(run(scoring.job())).isZero();

        ticker.advance(java.time.Duration.ofMinutes(1));
        assertThat(run(scoring.job())).isPositive();
        assertThat(run(scoring().job())).isZero();
        Report made =
                scoring.desk().report(Report.Kind.DAILY, "", "2026-03-02", 0).orElseThrow();
        assertThat(made.version()).isEqualTo(1);
        assertThat(made.late()).isFalse();
        assertThat(row(made, "立案数").get(1)).isEqualTo(1.0);
        assertThat(scoring.desk().report(Report.Kind.DAILY, YUHUA, "2026-03-02", 0))
                .isPresent();
        assertThat(scoring.desk().report(Report.Kind.DAILY, "", "2026-03-01", 0))
                .isEmpty();
        assertThat(scoring.desk().reports(Report.Kind.DAILY, "", "", 10)).hasSize(1);
    }

    @Test
    void two_processes_at_the_same_moment_make_one() {
        put(reported("c1", 2).finish());
        ticker.advance(java.time.Duration.ofMinutes(1));
        ReportJob other = scoring().job();

        boolean more = true;
        while (more) {
            more = scoring.job().step() | other.step();
        }

        Jdbi.create(database)
                .useHandle(handle -> assertThat(handle.createQuery("select count(*) from incident.score_report")
                                .mapTo(Integer.class)
                                .one())
                        .isEqualTo(2));
    }

    @Test
    void what_comes_to_light_later_is_a_second_version_marked_late() {
        put(reported("c1", 2).finish());
        ticker.advance(java.time.Duration.ofMinutes(1));
        run(scoring.job());
        put(reported("c2", 2).finish()); // reported on paper, written down late

        ticker.advance(java.time.Duration.ofDays(1));
        run(scoring().job());

        Report second =
                scoring.desk().report(Report.Kind.DAILY, "", "2026-03-02", 0).orElseThrow();
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.late()).isTrue();
        assertThat(row(second, "立案数").get(1)).isEqualTo(2.0);
        Report first =
                scoring.desk().report(Report.Kind.DAILY, "", "2026-03-02", 1).orElseThrow();
        assertThat(row(first, "立案数").get(1)).isEqualTo(1.0);
        // the next day's look finds nothing new
        ticker.advance(java.time.Duration.ofDays(1));
        run(scoring().job());
        assertThat(scoring.desk()
                        .report(Report.Kind.DAILY, "", "2026-03-02", 0)
                        .orElseThrow()
                        .version())
                .isEqualTo(2);
    }

    @Test
    void what_happens_after_a_day_leaves_its_bulletin_alone() {
        CaseFacts.Draft draft = reported("c1", 2).at(Moment.DUE, at(2, 12, 0));
        put(draft.finish());
        ticker.advance(java.time.Duration.ofMinutes(1));
        run(scoring.job());
        Report first =
                scoring.desk().report(Report.Kind.DAILY, "", "2026-03-02", 0).orElseThrow();
        assertThat(row(first, "期末超时在办数").get(1)).isEqualTo(1.0);

        put(draft.at(Moment.FED_BACK, at(3, 10, 0))
                .at(Moment.CLOSED, at(3, 11, 0))
                .at(Moment.ENDED, at(3, 11, 0))
                .mark(Mark.OVERDUE, true)
                .finish());
        ticker.advance(java.time.Duration.ofDays(1));
        run(scoring.job());

        assertThat(scoring.desk()
                        .report(Report.Kind.DAILY, "", "2026-03-02", 0)
                        .orElseThrow()
                        .version())
                .isEqualTo(1);
    }

    @Test
    void week_and_month_are_made_when_due_and_their_sample_can_be_drawn_again() {
        IntStream.range(0, 30)
                .forEach(i -> put(reported("c" + i, 2)
                        .at(Moment.CLOSED, at(4, 9, i))
                        .at(Moment.ENDED, at(4, 9, i))
                        .finish()));
        ticker.advance(java.time.Duration.ofDays(30)); // 2 April, 07:59

        run(scoring.job());

        Report month =
                scoring.desk().report(Report.Kind.MONTHLY, "", "2026-03", 0).orElseThrow();
        assertThat(month.sections()).extracting(Report.Section::code).contains("units", "index", "load", "sample");
        Report.Section sample = month.sections().get(month.sections().size() - 1);
        assertThat(sample.rows()).hasSize(10);
        assertThat(scoring.desk().report(Report.Kind.WEEKLY, "", "2026-W13", 0)).isPresent();
    }

    @Test
    void three_overdue_cases_are_proposed_once_and_a_leader_decides() {
        for (int i = 0; i < 3; i++) {
            put(reported("c" + i, 2).at(Moment.DUE, at(2, 10 + i, 0)).finish());
        }
        run(scoring.job());
        ticker.advance(java.time.Duration.ofMinutes(2));
        run(scoring().job());

        List<Interview> proposed = scoring.desk().interviews(null, Long.MAX_VALUE, 10);
        assertThat(proposed).hasSize(1);
        assertThat(proposed.get(0).cases()).containsExactly("c0", "c1", "c2");
        long id = proposed.get(0).id();
        assertThatThrownBy(() -> scoring.desk().decide(id, Decision.ISSUE, Actor.SYS, "x"))
                .isInstanceOf(RefusedException.class);
        assertThat(scoring.desk().decide(id, Decision.DECLINE, LEADER, "汛期").state())
                .isEqualTo(Interview.State.DECLINED);
        assertThatThrownBy(() -> scoring.desk().decide(id, Decision.ISSUE, LEADER, "x"))
                .hasMessageContaining("DECLINED");
    }
}
