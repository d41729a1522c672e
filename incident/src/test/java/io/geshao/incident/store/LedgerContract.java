package io.geshao.incident.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertView.State;
import io.geshao.core.CommunityId;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.DeskReducer;
import io.geshao.incident.flow.Town;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.store.Ledger.Finding;
import io.geshao.incident.store.Ledger.Verdict;
import java.time.ZoneId;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One case with one opening line and four comments: five entries in one chain. */
abstract class LedgerContract {
    private static final CommunityId YUHUA = new CommunityId("yuhua");
    private static final long NOW = 1_772_416_800_000L;

    private Jdbi jdbi;
    private Ledger ledger;

    /** Tables without a case, on the server that the subclass names. */
    abstract EmptyTables tables();

    @BeforeEach
    void writeFiveEntries() {
        DataSource database = tables().get();
        CaseStore store = new CaseStore(database);
        jdbi = Jdbi.create(database);
        ledger = new Ledger(database);
        CaseReducer reducer = new CaseReducer(
                Town.registry(),
                ResponsibilityList.shipped(),
                new WorkCalendar(ZoneId.of("Asia/Shanghai"), Set.of(), Set.of()));
        CaseFile opened = store.write(transaction -> {
            var step = reducer.open(
                    transaction.nextNumber("yuhua", "20260302"),
                    null,
                    new AlertTransition(
                            1, AlertTransition.Kind.RAISED, Town.smoke("smoke-2", State.ACTIVE_UNACK, NOW), NOW),
                    NOW);
            transaction.save(step, NOW);
            return step.file();
        });
        for (int i = 1; i <= 4; i++) {
            String words = "comment " + i;
            long at = NOW + i;
            store.write(transaction -> {
                transaction.save(DeskReducer.comment(opened, "duty", words, at), at);
                return words;
            });
        }
    }

    /** What somebody with the keys to the database could do. */
    private void tamper(String sql) {
        jdbi.useTransaction(handle -> {
            handle.execute("alter table incident.case_event disable trigger user");
            handle.execute(sql);
            handle.execute("alter table incident.case_event enable trigger user");
        });
    }

    @Test
    void untouched_chain_is_intact() {
        Verdict verdict = ledger.verify(YUHUA);
        assertThat(verdict.finding()).isEqualTo(Finding.INTACT);
        assertThat(verdict.entries()).isEqualTo(5);
        assertThat(verdict.firstBroken()).isZero();
        assertThat(ledger.communities()).containsExactly(YUHUA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text_zh = 'x'        | PAYLOAD_CHANGED",
                "text_en = 'x'        | PAYLOAD_CHANGED",
                "reason = 'x'         | PAYLOAD_CHANGED",
                "payload_hash = 'x'   | PAYLOAD_CHANGED",
                "actor = 'x'          | ENTRY_CHANGED",
                "at_millis = 1        | ENTRY_CHANGED",
                "kind = 'x'           | ENTRY_CHANGED",
                "hash = 'x'           | ENTRY_CHANGED",
                "previous_hash = 'x'  | LINK_BROKEN",
                "chain_number = 99    | NUMBER_MISSING"
            })
    void changed_entry_is_found_and_named(String change, Finding finding) {
        tamper("update incident.case_event set " + change + " where chain_number = 3");
        Verdict verdict = ledger.verify(YUHUA);
        assertThat(verdict.finding()).isEqualTo(finding);
        assertThat(verdict.firstBroken()).isEqualTo(3);
    }

    @Test
    void entry_taken_out_of_the_middle_is_found() {
        tamper("delete from incident.case_event where chain_number = 2");
        assertThat(ledger.verify(YUHUA).finding()).isEqualTo(Finding.NUMBER_MISSING);
        assertThat(ledger.verify(YUHUA).firstBroken()).isEqualTo(2);
    }

    @Test
    void chain_cut_short_is_found() {
        tamper("delete from incident.case_event where chain_number >= 4");
        assertThat(ledger.verify(YUHUA).finding()).isEqualTo(Finding.END_MISMATCH);
        assertThat(ledger.verify(YUHUA).firstBroken()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update incident.case_event set text_zh = 'x'",
                "delete from incident.case_event",
                "truncate incident.case_event",
                "truncate incident.case_file cascade"
            })
    void database_refuses_to_rewrite_the_timeline(String sql) {
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(sql)))
                .hasMessageContaining("timeline entries are never changed or deleted");
        assertThat(ledger.verify(YUHUA).finding()).isEqualTo(Finding.INTACT);
    }

    @Test
    void second_open_case_of_one_scope_is_refused_by_the_database() {
        assertThatThrownBy(() ->
                        jdbi.useHandle(handle -> handle.execute("insert into incident.case_file select number || 'b',"
                                + " community, class_code, scope, drill, state, severity, opened_millis, null, file"
                                + " from incident.case_file")))
                .hasMessageContaining("case_file_open_once");
    }
}
