package io.geshao.incident.cap.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geshao.casework.CapBulletin;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.State;
import io.geshao.incident.cap.CapConfig;
import io.geshao.incident.clock.WorkCalendar;
import io.geshao.incident.flow.CaseFile;
import io.geshao.incident.flow.CaseReducer;
import io.geshao.incident.flow.DeskReducer;
import io.geshao.incident.flow.Step;
import io.geshao.incident.flow.Town;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.store.CaseStore;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xml.sax.SAXException;

/** A fire from suspicion to all-clear as others read it, on a real database; starts Monday 10:00:00.700 in Shanghai. */
class CapFeedIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);
    private static final long START = Instant.parse("2026-03-02T02:00:00.700Z").toEpochMilli();
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final CapConfig CONFIG = new CapConfig("yuhua@example.org", "31010401300001", "宇华社区", SHANGHAI);

    private static final WorkCalendar CALENDAR = new WorkCalendar(SHANGHAI, Set.of(), Set.of());
    private final CaseReducer reducer = new CaseReducer(Town.registry(), ResponsibilityList.shipped(), CALENDAR);
    private DataSource database;
    private CapStore feed;
    private CaseStore cases;
    private long positions;

    @BeforeEach
    void fresh() {
        database = TABLES.get();
        feed = new CapStore(database, CONFIG);
        cases = new CaseStore(database, List.of(feed));
    }

    private AlertTransition transition(Kind kind, AlertView alert, long atMillis) {
        return new AlertTransition(++positions, kind, alert, atMillis);
    }

    private CaseFile save(Step step, long atMillis) {
        cases.write(transaction -> {
            transaction.save(step, atMillis);
            return step;
        });
        return step.file();
    }

    private CaseFile smoke(String number, long atMillis) {
        AlertView alert = Town.smoke("smoke-2", State.ACTIVE_UNACK, atMillis);
        return save(reducer.open(number, null, transition(Kind.RAISED, alert, atMillis), atMillis), atMillis);
    }

    private static void isValid(String xml) throws SAXException, IOException {
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        Schema ours = factory.newSchema(CapFeedIT.class.getResource("cap-1.2.xsd"));
        ours.newValidator().validate(new StreamSource(new StringReader(xml)));
        String original = System.getProperty("geshao.cap.schema", "");
        if (!original.isEmpty()) {
            factory.newSchema(Path.of(original).toFile())
                    .newValidator()
                    .validate(new StreamSource(new StringReader(xml)));
        }
    }

    @Test
    void fire_is_a_warning_an_update_and_an_all_clear_that_refer_to_each_other() throws SAXException, IOException {
        CaseFile file = smoke("yuhua-20260302-0001", START);
        AlertView fire = Town.fire(State.ACTIVE_UNACK, START + 25_000);
        file = save(
                reducer.advance(file, transition(Kind.RAISED, fire, START + 25_000), START + 25_000), START + 25_000);
        for (String alert : file.view().alerts()) {
            AlertView over = alert.startsWith("F1")
                    ? Town.smoke("smoke-2", State.LATCHED_ACK, START)
                    : Town.fire(State.LATCHED_ACK, START + 25_000);
            file = save(
                    reducer.advance(file, transition(Kind.LATCHED, over, START + 60_000), START + 60_000),
                    START + 60_000);
        }
        assertThat(feed.before(Long.MAX_VALUE, 10))
                .as("what only people at the desk need to know is not published")
                .hasSize(2);
        file = save(
                DeskReducer.close(file, "duty", "厨房油锅 <已扑灭> & 通风\u0001", CALENDAR, START + 3_600_000),
                START + 3_600_000);

        List<CapBulletin> told = feed.before(Long.MAX_VALUE, 10);
        assertThat(told).extracting(CapBulletin::messageType).containsExactly("Update", "Update", "Alert");
        for (CapBulletin message : told) {
            assertThat(message.identifier()).hasSize(31).matches("31010401300001_\\d{14}_\\d");
            isValid(message.xml());
        }
        CapBulletin warning = told.get(2);
        assertThat(warning.identifier()).isEqualTo("31010401300001_20260302100000_0");
        assertThat(warning.xml())
                .contains(
                        "<status>Actual</status>",
                        "<sent>2026-03-02T10:00:00+08:00</sent>",
                        "<certainty>Possible</certainty>",
                        "<urgency>Immediate</urgency>",
                        "<category>Fire</category>",
                        "<circle>31.130000,121.430000 0.05</circle>")
                .doesNotContain("<references>");
        assertThat(told.get(1).xml())
                .contains(
                        "<certainty>Observed</certainty>",
                        "<references>yuhua@example.org,31010401300001_20260302100000_0,2026-03-02T10:00:00+08:00"
                                + "</references>");
        assertThat(told.get(0).xml())
                .contains(
                        "<responseType>AllClear</responseType>",
                        "厨房油锅 &lt;已扑灭",
                        warning.identifier() + ",2026-03-02T10:00:00+08:00 yuhua@example.org,"
                                + told.get(1).identifier())
                .doesNotContain("\u0001");
        assertThat(told.get(0).headline().get("zh")).startsWith("解除：3号楼");
        assertThat(feed.find(warning.identifier())).contains(warning);
        assertThat(feed.find("31010401300001_20260302100000_9")).isEmpty();
        assertThat(feed.before(told.get(1).position(), 10)).containsExactly(warning);
    }

    @Test
    void eleventh_message_of_a_second_is_sent_a_second_later() {
        for (int i = 1; i <= 11; i++) {
            String scope = "zone:z" + i;
            AlertView alert = Town.smoke("smoke-2", State.ACTIVE_UNACK, START + i);
            AlertView.CaseHint hint = alert.caseHint();
            AlertView other = elsewhere(alert, scope, hint, i);
            Step step =
                    reducer.open("yuhua-20260302-" + (1000 + i), null, transition(Kind.RAISED, other, START), START);
            save(step, START);
        }
        List<CapBulletin> told = feed.before(Long.MAX_VALUE, 20);
        assertThat(told).hasSize(11);
        assertThat(told).extracting(CapBulletin::identifier).doesNotHaveDuplicates();
        assertThat(told.get(0).identifier()).isEqualTo("31010401300001_20260302100001_0");
        assertThat(told.get(1).identifier()).isEqualTo("31010401300001_20260302100000_9");
    }

    private static AlertView elsewhere(AlertView alert, String scope, AlertView.CaseHint hint, int i) {
        return new AlertView(
                "F1|" + i,
                alert.rule(),
                alert.ruleVersion(),
                alert.title(),
                alert.severity(),
                alert.state(),
                alert.scope(),
                alert.community(),
                alert.place(),
                alert.device(),
                alert.onsetMillis(),
                alert.raisedMillis(),
                alert.updatedMillis(),
                true,
                new AlertView.CaseHint(
                        hint.classCode(), hint.domain(), hint.grade(), scope, hint.suspected(), hint.autoFile()),
                alert.evidence(),
                alert.cause());
    }

    @Test
    void exercise_says_so_and_schema_refuses_what_is_wrong() throws SAXException, IOException {
        AlertView alert = elsewhere(
                Town.smoke("smoke-2", State.ACTIVE_UNACK, START),
                "zone:d",
                Town.smoke("smoke-2", State.ACTIVE_UNACK, START).caseHint(),
                1);
        save(reducer.open("yuhua-20260302-0001", null, transition(Kind.RAISED, alert, START), START), START);
        String xml = feed.before(Long.MAX_VALUE, 1).get(0).xml();
        isValid(xml);
        assertThat(xml).contains("<status>Exercise</status>", "【演练】");
        assertThatThrownBy(() -> isValid(xml.replace("Exercise", "Drill"))).isInstanceOf(SAXException.class);
        assertThatThrownBy(() -> isValid(xml.replace("+08:00</sent>", "Z</sent>")))
                .isInstanceOf(SAXException.class);
    }

    @Test
    void message_is_never_rewritten() {
        smoke("yuhua-20260302-0001", START);
        assertThatThrownBy(() -> Jdbi.create(database)
                        .useHandle(handle -> handle.execute("update incident.cap_message set xml = ''")))
                .hasMessageContaining("never changed");
    }
}
