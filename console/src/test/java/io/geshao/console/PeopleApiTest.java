package io.geshao.console;

import static io.geshao.console.RunningConsole.json;
import static io.geshao.console.RunningConsole.reason;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.Role;
import io.geshao.casework.people.Account;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees what of places, people and rosters. */
class PeopleApiTest {
    private static final String PASSWORD = "long enough words";

    @TempDir
    static Path registryDir;

    private static RunningConsole console;

    @BeforeAll
    static void start() {
        console = RunningConsole.start(registryDir);
        add("worker", FakePeople.GRID, "li", Role.COL);
        add("other-worker", FakePeople.GRID, "wang", Role.COL);
        add("desk", FakePeople.COMMUNITY, "", Role.DESK);
        add("neighbour", "310104/014", "", Role.DESK);
        add("handler", "", "", Role.HND);
        add("leader", "", "", Role.LEAD);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static void add(String name, String place, String person, Role role) {
        console.platform
                .people
                .accounts()
                .save(
                        new Account(name, Set.of(role), place, "", person, true, false),
                        ConsoleAccounts.hash(PASSWORD.toCharArray()),
                        "x");
    }

    private static HttpResponse<String> get(String account, String path) {
        return console.send(console.request(path).header("Authorization", RunningConsole.basic(account, PASSWORD)));
    }

    private static HttpResponse<String> post(String account, String path, String type, String body) {
        return console.send(console.request(path)
                .header("Authorization", RunningConsole.basic(account, PASSWORD))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> post(String account, String path, String body) {
        return post(account, path, "application/json", body);
    }

    @Test
    void phone_numbers_of_people_are_for_those_who_plan() {
        assertThat(get("desk", "/api/v1/people").body()).contains("13800001111");
        assertThat(get("worker", "/api/v1/people").body()).contains("VOICE").doesNotContain("13800001111");
        assertThat(json(get("neighbour", "/api/v1/people")).get("items")).isEmpty();
        assertThat(json(get("desk", "/api/v1/units")).get("items").findValuesAsText("code"))
                .containsExactly("YUHUA");
        assertThat(json(get("leader", "/api/v1/units")).get("items")).hasSize(2);
    }

    @Test
    void residents_are_masked_but_for_those_who_help_and_every_look_is_logged() {
        JsonNode open = json(get("worker", "/api/v1/residents?needingHelp=yes")).at("/items/0");
        JsonNode masked = json(get("handler", "/api/v1/residents")).at("/items/0");

        assertThat(open.get("name").asText()).isEqualTo("陈老伯");
        assertThat(open.at("/needs/0").asText()).isEqualTo("LIVES_ALONE");
        assertThat(masked.get("name").asText()).isEqualTo("陈**");
        assertThat(masked.get("phone").asText()).isEqualTo("****22");
        assertThat(masked.at("/needs/0").asText()).isEqualTo("RESTRICTED");
        assertThat(masked.get("note").asText()).isEmpty();
        assertThat(console.platform.people.looks).contains("worker " + FakePeople.GRID, "handler ");
        assertThat(reason(get("handler", "/api/v1/call-lists"))).isEqualTo("NOT_YOUR_ROLE");
        assertThat(reason(get("desk", "/api/v1/residents?place=310104/014"))).isEqualTo("NOT_YOUR_PLACE");
        assertThat(reason(get("leader", "/api/v1/tables/residents"))).isEqualTo("NOT_YOUR_ROLE");
        assertThat(get("desk", "/api/v1/tables/residents").body())
                .isEqualTo("RESIDENTS," + FakePeople.COMMUNITY + "\n");
    }

    @Test
    void table_is_imported_within_the_own_subtree_and_every_fault_comes_back() {
        HttpResponse<String> good = post("desk", "/api/v1/tables/units?file=u.csv", "text/csv", "x".repeat(100_000));
        assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
        assertThat(json(good).at("/notes/0").asText()).isEqualTo("UNITS within " + FakePeople.COMMUNITY + " by desk");
        HttpResponse<String> bad = post("desk", "/api/v1/tables/units?file=u.csv", "text/csv", "bad");
        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(json(bad).at("/faults/0").asText()).isEqualTo("u.csv:2: is bad");
        assertThat(reason(post("worker", "/api/v1/tables/units", "text/csv", "x")))
                .isEqualTo("NOT_YOUR_ROLE");
        assertThat(reason(post("desk", "/api/v1/tables/nothing", "text/csv", "x")))
                .isEqualTo("BAD_PARAMETER");
        assertThat(post("desk", "/api/v1/absences", "x".repeat(20_000)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void swap_is_recorded_by_those_who_plan_there_and_taken_back() {
        String wish = "{\"person\":\"li\",\"place\":\"" + FakePeople.GRID
                + "\",\"fromMillis\":5,\"toMillis\":9,\"reason\":\"ill\"}";
        assertThat(reason(post("worker", "/api/v1/absences", wish))).isEqualTo("NOT_YOUR_ROLE");
        assertThat(reason(post("neighbour", "/api/v1/absences", wish))).isEqualTo("NOT_YOUR_PLACE");
        assertThat(reason(post("desk", "/api/v1/absences", wish.replace("\"li\"", "\"ghost\""))))
                .isEqualTo("NO_SUCH_PERSON");
        assertThat(reason(post("desk", "/api/v1/absences", wish.replace("5", "9"))))
                .isEqualTo("BAD_PARAMETER");
        HttpResponse<String> recorded = post("desk", "/api/v1/absences", wish);
        assertThat(recorded.statusCode()).isEqualTo(200);
        String one = "/api/v1/absences/" + json(recorded).get("id").asText() + "/withdraw";
        assertThat(reason(post("neighbour", one, ""))).isEqualTo("NO_SUCH_ABSENCE");
        assertThat(post("desk", one, "").statusCode()).isEqualTo(204);
        assertThat(reason(post("desk", one, ""))).isEqualTo("NO_SUCH_ABSENCE");
    }

    @Test
    void own_time_is_written_down_by_oneself_and_that_of_others_by_those_who_plan() {
        String entry = "{\"person\":\"li\",\"kind\":\"PATROL\",\"place\":\"" + FakePeople.GRID
                + "\",\"fromMillis\":5,\"toMillis\":9}";
        assertThat(post("worker", "/api/v1/time", entry).statusCode()).isEqualTo(200);
        assertThat(post("desk", "/api/v1/time", entry).statusCode()).isEqualTo(200);
        assertThat(reason(post("other-worker", "/api/v1/time", entry))).isEqualTo("NOT_YOUR_ROLE");
        assertThat(reason(post("worker", "/api/v1/time", entry.replace("PATROL", "SLEEP"))))
                .isEqualTo("BAD_PARAMETER");
        assertThat(json(get("desk", "/api/v1/time/shares?month=2026-03"))
                        .get("items")
                        .findValuesAsText("person"))
                .containsExactly("li");
        assertThat(reason(get("desk", "/api/v1/time/shares?month=2026-13"))).isEqualTo("BAD_PARAMETER");
    }

    @Test
    void places_are_changed_inside_of_the_own_subtree_with_the_reason_of_a_refusal() {
        String split = "{\"kind\":\"SPLIT\",\"moves\":[{\"from\":\"" + FakePeople.GRID + "\",\"to\":\""
                + FakePeople.GRID + "a\"}],\"atMillis\":5,\"reason\":\"wide\"}";
        assertThat(post("desk", "/api/v1/places/changes", split).statusCode()).isEqualTo(200);
        assertThat(reason(post("neighbour", "/api/v1/places/changes", split))).isEqualTo("NOT_YOUR_PLACE");
        assertThat(post("desk", "/api/v1/places/changes", split.replace("wide", ""))
                        .body())
                .contains("where 'b2' goes is not said");
        assertThat(json(get("desk", "/api/v1/places")).at("/items/0/size").asText())
                .isEqualTo("FAR_TOO_WIDE");
    }
}
