package io.geshao.incident.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.incident.list.Admission.Action;
import io.geshao.incident.list.Admission.State;
import io.geshao.incident.list.Admission.Verdict;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long NOW = Instant.parse("2026-03-02T02:00:00Z").toEpochMilli();
    private static final String YUHUA = "a/b/yuhua";

    private static Admission at(State state, @Nullable Long until) {
        return new Admission("ZR-1", "E01-28-1", YUHUA, "近", "每月 500 元", state, "ann", "ben", null, until);
    }

    private static Admission applied() {
        return new Admission("ZR-1", "E01-28-1", YUHUA, "近", "", State.APPLIED, "ann", null, null, null);
    }

    @Test
    void request_is_applied_for_reviewed_approved_and_watched_by_three_people() {
        Admission reviewed = applied().take(Action.REVIEW, "ben", "").admission();
        assertThat(reviewed.state()).isEqualTo(State.REVIEWED);
        Admission approved = reviewed.take(Action.APPROVE, "cai", "").admission();
        assertThat(approved.state()).isEqualTo(State.APPROVED);
        assertThat(approved.decidedBy()).isEqualTo("cai");
        assertThat(approved.take(Action.SUPERVISE, "sup", "看过，人手够").verdict()).isEqualTo(Verdict.DONE);
        Admission revoked = approved.take(Action.REVOKE, "sup", "没有经费").admission();
        assertThat(revoked.state()).isEqualTo(State.REVOKED);
    }

    @Test
    void one_person_never_takes_two_of_the_three_steps() {
        assertThat(applied().take(Action.REVIEW, "ann", "").verdict()).isEqualTo(Verdict.SAME_PERSON);
        Admission reviewed = at(State.REVIEWED, null);
        assertThat(reviewed.take(Action.APPROVE, "ben", "").verdict()).isEqualTo(Verdict.SAME_PERSON);
        assertThat(reviewed.take(Action.APPROVE, "ann", "").verdict()).isEqualTo(Verdict.SAME_PERSON);
        assertThat(reviewed.take(Action.REFUSE, "ben", "x").verdict()).isEqualTo(Verdict.SAME_PERSON);
    }

    @Test
    void steps_are_possible_in_their_state_only() {
        Map<State, Set<Action>> possible = Map.of(
                State.APPLIED, EnumSet.of(Action.REVIEW, Action.REFUSE),
                State.REVIEWED, EnumSet.of(Action.APPROVE, Action.REFUSE),
                State.APPROVED, EnumSet.of(Action.SUPERVISE, Action.REVOKE),
                State.REFUSED, EnumSet.noneOf(Action.class),
                State.REVOKED, EnumSet.noneOf(Action.class));
        possible.forEach((state, actions) -> {
            for (Action action : Action.values()) {
                Verdict verdict = at(state, null).take(action, "zoe", "weil").verdict();
                assertThat(verdict)
                        .as(state + " " + action)
                        .isEqualTo(actions.contains(action) ? Verdict.DONE : Verdict.NOT_IN_THIS_STATE);
            }
        });
    }

    @Test
    void refusing_and_revoking_need_a_reason() {
        assertThat(applied().take(Action.REFUSE, "ben", " ").verdict()).isEqualTo(Verdict.REASON_MISSING);
        assertThat(at(State.APPROVED, null).take(Action.REVOKE, "sup", "").verdict())
                .isEqualTo(Verdict.REASON_MISSING);
    }

    private static AdmissionCheck.Verdict judge(
            Optional<ResponsibilityList.Row> row, String id, @Nullable Admission admission) {
        return AdmissionCheck.judge(
                "COMMUNITY", "E01-28-1", YUHUA + "/g1", row, id, Optional.ofNullable(admission), NOW);
    }

    private static Optional<ResponsibilityList.Row> row(String lead, String joint, String admission) {
        String text = String.join("\t", ResponsibilityFile.COLUMNS) + "\tadmission\n"
                + String.join(
                        "\t",
                        "L1",
                        "2026-01-01",
                        "E01-28-1",
                        YUHUA,
                        "",
                        "噪音",
                        "noise",
                        "",
                        "",
                        lead,
                        "",
                        "",
                        joint,
                        "no",
                        "",
                        "",
                        "t",
                        admission)
                + "\n";
        return ResponsibilityList.parse("l", text)
                .find("E01-28-1", YUHUA + "/g1", null, NOW, ZoneId.of("Asia/Shanghai"));
    }

    @Test
    void unlisted_class_goes_to_a_community_with_an_approved_request_only() {
        assertThat(judge(Optional.empty(), "", null)).isEqualTo(AdmissionCheck.Verdict.NOT_ADMITTED);
        assertThat(judge(row("POLICE", "", ""), "", null)).isEqualTo(AdmissionCheck.Verdict.NOT_ADMITTED);
        assertThat(judge(Optional.empty(), "ZR-9", null)).isEqualTo(AdmissionCheck.Verdict.NO_SUCH_ADMISSION);
        assertThat(judge(Optional.empty(), "ZR-1", at(State.REVIEWED, null)))
                .isEqualTo(AdmissionCheck.Verdict.NOT_APPROVED);
        assertThat(judge(Optional.empty(), "ZR-1", at(State.REVOKED, null)))
                .isEqualTo(AdmissionCheck.Verdict.NOT_APPROVED);
        assertThat(judge(Optional.empty(), "ZR-1", at(State.APPROVED, NOW))).isEqualTo(AdmissionCheck.Verdict.EXPIRED);
        assertThat(judge(Optional.empty(), "ZR-1", at(State.APPROVED, NOW + 1)))
                .isEqualTo(AdmissionCheck.Verdict.ADMITTED);
        assertThat(judge(Optional.empty(), "ZR-1", at(State.APPROVED, null)).passes())
                .isTrue();
    }

    @Test
    void request_holds_for_its_class_and_place_only() {
        Admission good = at(State.APPROVED, null);
        assertThat(AdmissionCheck.judge(
                        "COMMUNITY", "E01-10-1", YUHUA, Optional.empty(), "ZR-1", Optional.of(good), NOW))
                .isEqualTo(AdmissionCheck.Verdict.OTHER_CLASS);
        assertThat(AdmissionCheck.judge(
                        "COMMUNITY", "E01-28-1", "a/b/yuhuaxi", Optional.empty(), "ZR-1", Optional.of(good), NOW))
                .isEqualTo(AdmissionCheck.Verdict.OTHER_PLACE);
    }

    @Test
    void listed_work_passes_by_law_or_by_the_request_its_row_names() {
        assertThat(judge(row("COMMUNITY", "", ""), "", null)).isEqualTo(AdmissionCheck.Verdict.LISTED);
        assertThat(judge(row("POLICE", "COMMUNITY", "statutory"), "", null)).isEqualTo(AdmissionCheck.Verdict.LISTED);
        assertThat(judge(row("COMMUNITY", "", "ZR-1"), "", null))
                .as("the row names a request that is not there")
                .isEqualTo(AdmissionCheck.Verdict.NO_SUCH_ADMISSION);
        assertThat(judge(row("COMMUNITY", "", "ZR-1"), "", at(State.APPROVED, null)))
                .isEqualTo(AdmissionCheck.Verdict.ADMITTED);
    }
}
