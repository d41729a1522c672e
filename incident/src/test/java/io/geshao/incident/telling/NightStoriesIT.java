package io.geshao.incident.telling;

import static io.geshao.incident.telling.FakeRoster.person;
import static io.geshao.incident.telling.FakeRoster.usual;
import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.casework.Channel;
import io.geshao.casework.LadderView.Outcome;
import io.geshao.casework.LadderView.Phase;
import io.geshao.casework.NoticeKind;
import io.geshao.casework.NoticeReason;
import io.geshao.casework.NoticeState;
import io.geshao.casework.NoticeView;
import io.geshao.casework.Post;
import io.geshao.casework.port.NoticeDesk.Finding;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView;
import io.geshao.core.AlertView.State;
import io.geshao.incident.flow.Town;
import io.geshao.incident.notice.Budget;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.store.EmptyTables;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is told what, and when: scenarios T04, T08, T10–T12, T16, T17, T21 of the rules, and what lies between them. */
class NightStoriesIT {
    @RegisterExtension
    static final TestDatabase DATABASES = TestDatabase.of(Flavour.PLAIN);

    private static final EmptyTables TABLES = new EmptyTables(DATABASES);

    /** 02:00 at night in Shanghai. */
    private static Night night() {
        return staffed(new Night(TABLES.get(), "2026-03-01T18:00:00Z"));
    }

    private static Night staffed(Night night) {
        night.roster.put(Post.GRID_WORKER, usual("grid", Post.GRID_WORKER));
        night.roster.put(Post.DUTY_DESK, usual("desk", Post.DUTY_DESK));
        night.roster.put(Post.COMMUNITY_HEAD, usual("head", Post.COMMUNITY_HEAD));
        night.roster.put(Post.STREET_OFFICE, usual("street", Post.STREET_OFFICE));
        night.roster.put(Post.DISTRICT_CENTRE, usual("district", Post.DISTRICT_CENTRE));
        return night;
    }

    @Test
    void t04_two_alerts_of_one_zone_are_one_notice_per_person_and_channel() {
        Night night = night();
        String number = night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
        night.raise(Town.smoke("smoke-2", State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofSeconds(5));
        assertThat(night.notices(number))
                .extracting(NoticeView::person, NoticeView::channel)
                .doesNotHaveDuplicates()
                .hasSize(6);
        assertThat(night.page.messages).hasSize(2);
        assertThat(night.page.messages.get(0).title()).as("the place first").startsWith("3号楼");
    }

    @Test
    void t10_readings_of_an_active_alert_tell_nobody_anew() {
        Night night = night();
        night.until(Duration.ofMinutes(2));
        String number = night.raise(Night.flood(State.ACTIVE_UNACK, night.now()));
        for (int minute = 0; minute < 9; minute++) {
            night.tell(
                    Kind.KNOWN_AGAIN,
                    Night.flood(State.ACTIVE_UNACK, Night.at("2026-03-01T18:02:00Z")), // a sign of life
                    AlertTransition.Notice.NO_NEWS);
            night.until(night.elapsed().plusMinutes(1), Duration.ofSeconds(20));
        }
        night.until(Duration.ofMinutes(13));
        assertThat(night.told(number)).containsExactly("1/0 2M [grid, desk]", "1/1 12M [head]");
    }

    @Test
    void t11_nobody_answers_and_nothing_falls_silent() {
        Night night = night();
        String number = night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofMinutes(45), Duration.ofSeconds(20));
        assertThat(night.told(number))
                .containsExactly(
                        "1/0 0S [grid, desk]",
                        "1/1 2M [head]",
                        "1/2 5M [street]",
                        "1/3 10M [district]",
                        "1/3.1 15M [district]",
                        "1/3.2 20M [district]",
                        "1/3.3 25M [district]",
                        "1/3.4 30M [district]",
                        "1/3.5 35M [district]");
        assertThat(night.ladder(number).phase()).isEqualTo(Phase.UNANSWERED);
        assertThat(night.findings())
                .extracting(Finding::kind, Finding::subject)
                .contains(org.assertj.core.groups.Tuple.tuple("M6", number));
        assertThat(night.notices(number))
                .filteredOn(notice -> notice.kind() == NoticeKind.PLATFORM)
                .isNotEmpty()
                .allMatch(notice -> notice.createdMillis() == Night.at("2026-03-01T18:40:00Z"));
        night.acknowledge(number, "desk");
        night.turn();
        assertThat(night.ladder(number).phase()).isEqualTo(Phase.ACKED);
        assertThat(night.findings())
                .filteredOn(finding -> finding.kind().equals("M6"))
                .allMatch(finding -> finding.endedMillis() != null);
    }

    @Test
    void t12_nothing_starts_after_an_acknowledgement() {
        Night night = night();
        night.sms.answer = message -> Delivery.busy("later");
        String number = night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofSeconds(20), Duration.ofSeconds(1));
        night.acknowledge(number, "desk");
        int begun = night.heard.size();
        night.until(Duration.ofMinutes(7), Duration.ofSeconds(1));
        assertThat(night.heard).hasSize(begun);
        assertThat(night.notices(number))
                .filteredOn(notice -> notice.channel() == Channel.SMS)
                .isNotEmpty()
                .allMatch(notice ->
                        notice.state() == NoticeState.CANCELLED && notice.reason() == NoticeReason.ACKNOWLEDGED);
        assertThat(night.told(number)).hasSize(1);
    }

    @Test
    void t12_acknowledgement_between_claim_and_answer_is_never_followed_by_another_attempt() {
        Night night = night();
        List<String> number = new ArrayList<>();
        night.sms.answer = message -> {
            night.acknowledge(number.get(0), "desk");
            return Delivery.down("the line breaks while somebody acknowledges");
        };
        number.add(night.raise(Town.fire(State.ACTIVE_UNACK, night.now())));
        night.turn();
        int begun = night.heard.size();
        night.until(Duration.ofMinutes(3));
        assertThat(night.heard).hasSize(begun);
        assertThat(night.notices(number.get(0)))
                .allMatch(notice -> notice.state().isEnd());
    }

    @Test
    void acknowledgement_lapses_after_a_reminder_and_the_next_step_runs_at_once() {
        Night night = night();
        String number = night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofSeconds(10));
        night.acknowledge(number, "desk");
        night.until(Duration.ofMinutes(9));
        assertThat(night.notices(number))
                .filteredOn(notice -> notice.kind() == NoticeKind.REMINDER)
                .isNotEmpty()
                .allMatch(notice ->
                        notice.person().equals("desk") && notice.createdMillis() == Night.at("2026-03-01T18:08:10Z"));
        night.until(Duration.ofMinutes(14));
        assertThat(night.told(number))
                .containsExactly("1/0 0S [grid, desk]", "1/1 10M10S [head]", "1/2 13M10S [street]");
        assertThat(lapses(night)).hasSize(1);
    }

    @Test
    void progress_keeps_an_acknowledgement() {
        Night night = night();
        String number = night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofSeconds(10));
        night.acknowledge(number, "desk");
        night.until(Duration.ofMinutes(7));
        night.comment(number, "desk");
        night.until(Duration.ofMinutes(16));
        assertThat(night.told(number)).hasSize(1);
        night.until(Duration.ofMinutes(18));
        assertThat(night.told(number)).as("ten minutes after the note").hasSize(2);
    }

    private static List<String> lapses(Night night) {
        return Jdbi.create(night.database)
                .withHandle(handle -> handle.createQuery("select number from incident.alert_order where kind = 'LAPSE'")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void t16_step_that_reaches_nobody_is_passed_over_when_it_was_due() {
        Night night = night();
        night.roster.put(Post.COMMUNITY_HEAD);
        String number = night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofMinutes(11));
        assertThat(night.told(number)).containsExactly("1/0 0S [grid, desk]", "1/2 2M [street]", "1/3 10M [district]");
        assertThat(night.ladder(number).done())
                .anyMatch(done -> done.step().equals("1/1") && done.outcome() == Outcome.NOBODY_ON_DUTY);
        assertThat(night.findings())
                .filteredOn(finding -> finding.kind().equals("M5"))
                .extracting(Finding::subject)
                .contains("COMMUNITY_HEAD@" + Town.BUILDING);
    }

    @Test
    void empty_roster_is_said_aloud_and_breaks_nothing() {
        Night night = new Night(TABLES.get(), "2026-03-01T18:00:00Z");
        String number = night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofMinutes(3));
        assertThat(night.told(number)).isEmpty();
        assertThat(night.findings()).extracting(Finding::kind).contains("M5");
        night.roster.put(Post.STREET_OFFICE, usual("street", Post.STREET_OFFICE));
        night.until(Duration.ofMinutes(6));
        assertThat(night.told(number)).as("somebody came on duty").containsExactly("1/2 5M [street]");
    }

    @Test
    void t21_suspicion_is_told_at_once_and_the_ladder_counts_from_the_confirmation() {
        Night night = night();
        String number = night.raise(Town.smoke("smoke-2", State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofSeconds(10), Duration.ofSeconds(1));
        night.acknowledge(number, "desk");
        night.until(Duration.ofSeconds(25), Duration.ofSeconds(1));
        assertThat(night.raise(Town.fire(State.ACTIVE_UNACK, night.now()))).isEqualTo(number);
        night.until(Duration.ofMinutes(3), Duration.ofSeconds(5));
        assertThat(night.told(number))
                .containsExactly("1/0 0S [grid, desk]", "2/0 25S [grid, desk]", "2/1 2M25S [head]");
    }

    @Test
    void alarm_that_is_over_pages_nobody_more_and_tells_those_who_were_told() {
        Night night = night();
        String number = night.raise(Night.flood(State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofMinutes(5));
        night.tell(Kind.CLEARED, Night.flood(State.RTN_UNACK, Night.at("2026-03-01T18:00:00Z")));
        night.until(Duration.ofMinutes(15));
        assertThat(night.told(number)).hasSize(1);
        assertThat(night.notices(number))
                .filteredOn(notice -> notice.kind() == NoticeKind.UPDATE)
                .extracting(NoticeView::person, NoticeView::channel, NoticeView::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("desk", Channel.PUSH, NoticeState.SENT),
                        org.assertj.core.groups.Tuple.tuple("grid", Channel.PUSH, NoticeState.SENT));
        night.tell(Kind.RE_ALARM, Night.flood(State.ACTIVE_UNACK, Night.at("2026-03-01T18:00:00Z")));
        night.until(Duration.ofMinutes(16));
        assertThat(night.told(number)).as("told long ago: from the first step").hasSize(2);
    }

    @Test
    void what_is_put_aside_holds_the_ladder_and_its_return_is_told_at_once() {
        Night night = night();
        AlertView flood = Night.flood(State.ACTIVE_UNACK, night.now());
        String number = night.raise(flood);
        night.until(Duration.ofMinutes(1));
        night.tell(Kind.SHELVED, flood, AlertTransition.Notice.SHELVED);
        night.until(Duration.ofMinutes(20), Duration.ofSeconds(30));
        assertThat(night.told(number)).hasSize(1);
        assertThat(night.ladder(number).phase()).isEqualTo(Phase.HELD);
        night.tell(Kind.UNSHELVED, flood);
        night.until(Duration.ofMinutes(20).plusSeconds(10));
        assertThat(night.told(number)).hasSize(2);
    }

    @Test
    void shift_change_tells_who_comes_and_no_longer_who_went() {
        Night night = night();
        night.roster.from(Night.at("2026-03-01T18:05:00Z"), Post.DUTY_DESK, usual("early-desk", Post.DUTY_DESK));
        String number = night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
        night.until(Duration.ofMinutes(1));
        night.acknowledge(number, "desk");
        night.until(Duration.ofMinutes(7));
        assertThat(night.notices(number))
                .filteredOn(notice -> notice.kind() == NoticeKind.HANDOVER)
                .extracting(NoticeView::person)
                .isNotEmpty()
                .containsOnly("early-desk");
        night.comment(number, "early-desk");
        night.until(Duration.ofMinutes(16));
        assertThat(night.told(number)).as("whoever came has confirmed").hasSize(1);
    }

    @Test
    void t08_night_of_an_ordinary_alert_is_told_in_the_first_digest_of_the_day() {
        Night night = staffed(new Night(TABLES.get(), "2026-03-01T18:45:00Z")); // 02:45
        night.roster.from(Night.at("2026-03-01T22:00:00Z"), Post.GRID_WORKER, usual("day-worker", Post.GRID_WORKER));
        night.raise(Night.ordinary("D1", "bin-1", night.now()));
        night.until(Duration.ofHours(4), Duration.ofMinutes(5));
        assertThat(night.heard).isEmpty();
        night.until(Duration.ofMinutes(255), Duration.ofMinutes(1)); // 07:00
        assertThat(night.page.messages).hasSize(2).allMatch(message -> message.title()
                .contains("D1"));
        assertThat(night.notices(NoticeState.SENT))
                .extracting(NoticeView::person)
                .contains("day-worker");
        assertThat(night.voice.messages).isEmpty();
    }

    @Test
    void t17_one_robot_forty_ordinary_alerts_and_a_fire() {
        Night night = new Night(TABLES.get(), "2026-03-02T02:00:00Z"); // 10:00
        FakeProvider robot = new FakeProvider("ding", 1_500, night.heard);
        night.line("ding", Channel.DINGTALK, robot, Budget.Window.of(20, Duration.ofMinutes(1)));
        night.roster.put(Post.GRID_WORKER, person("grid", Post.GRID_WORKER, Channel.DINGTALK));
        for (int i = 0; i < 40; i++) {
            night.raise(Night.ordinary("W" + i, "bin-1", night.now()));
            if (i == 20) {
                night.raise(Town.fire(State.ACTIVE_UNACK, night.now()));
                night.turn();
                assertThat(robot.messages).anyMatch(message -> message.title().contains("火"));
            }
            night.ticker.advance(Duration.ofMillis(1_500));
            night.turn();
        }
        night.until(Duration.ofMinutes(25), Duration.ofSeconds(5));
        List<Message> digests = robot.messages.stream()
                .filter(message -> message.kind() == NoticeKind.DIGEST)
                .toList();
        assertThat(digests).allMatch(message -> message.text(1_500).length() <= 1_500);
        for (int i = 0; i < 40; i++) {
            String told = "W" + i + " 告警";
            assertThat(digests.stream()
                            .filter(message -> (message.title() + "\n" + message.body() + "\n").contains(" " + told))
                            .count())
                    .as(told)
                    .isEqualTo(1);
        }
        for (Message message : robot.messages) {
            assertThat(robot.messages.stream()
                            .filter(other -> other.atMillis() >= message.atMillis()
                                    && other.atMillis() < message.atMillis() + 60_000)
                            .count())
                    .isLessThanOrEqualTo(20);
        }
    }

    @Test
    void flooded_desk_still_gets_its_digest_and_nothing_that_is_told_to_nobody() {
        Night night = staffed(new Night(TABLES.get(), "2026-03-02T02:00:00Z"));
        night.tell(Kind.RAISED, Night.ordinary("W1", "bin-1", night.now()), AlertTransition.Notice.FLOOD);
        night.tell(Kind.RAISED, Night.ordinary("W2", "bin-1", night.now()), AlertTransition.Notice.INHIBITED);
        night.tell(Kind.RAISED, Night.ordinary("W3", "bin-1", night.now()), AlertTransition.Notice.TOLD_RECENTLY);
        night.until(Duration.ofSeconds(30));
        assertThat(night.page.messages).isNotEmpty().allMatch(message -> message.title()
                .contains("W1"));
    }

    @Test
    void leak_goes_to_the_buildings_own_group_and_to_the_worker_only_if_nobody_takes_it() {
        Night night = staffed(new Night(TABLES.get(), "2026-03-02T02:00:00Z"));
        night.roster.put(Post.SELF_MANAGED_GROUP, usual("group", Post.SELF_MANAGED_GROUP));
        AlertView taken = Night.ordinary("A12", "bin-1", night.now());
        AlertView left = Night.ordinary("A12", "bin-2", night.now());
        night.raise(taken);
        night.raise(left);
        night.until(Duration.ofMinutes(5));
        assertThat(night.page.messages).isNotEmpty().allMatch(message -> message.address()
                .equals("group"));
        night.tell(Kind.ACKED, taken, AlertTransition.Notice.NO_NEWS);
        night.until(Duration.ofMinutes(31), Duration.ofSeconds(30));
        assertThat(night.page.messages)
                .filteredOn(message -> message.address().equals("grid"))
                .hasSize(1);
    }

    @Test
    void drill_is_told_by_channels_for_drills_and_no_others() {
        Night night = night();
        FakeProvider drills = new FakeProvider("drills", 4_096, night.heard);
        night.line("drills", Channel.PUSH, drills, true);
        String number = night.raise(Town.drill(Town.fire(State.ACTIVE_UNACK, night.now())));
        night.until(Duration.ofMinutes(1));
        assertThat(drills.messages).isNotEmpty().allMatch(message -> message.title()
                .startsWith("【演练】"));
        assertThat(night.page.messages).isEmpty();
        assertThat(night.voice.messages).isEmpty();
        assertThat(night.notices(number)).allMatch(NoticeView::drill);
    }
}
