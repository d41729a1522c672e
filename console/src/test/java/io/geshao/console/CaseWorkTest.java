package io.geshao.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.core.Severity;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports, actions, sheets, filters and attachments over HTTP. */
class CaseWorkTest {
    @TempDir
    Path folder;

    private RunningConsole console;

    @BeforeEach
    void start() {
        console = RunningConsole.start(folder);
        for (String number : List.of("yuhua-1", "yuhua-2", "yuhua-3")) {
            console.platform.cases.open(
                    FakePlatform.openCase(number, Severity.S1, console.device("S-1"), FakePlatform.NOW, List.of()));
        }
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void filter_reaches_the_desk_and_pages_follow_each_other() {
        JsonNode first = RunningConsole.json(console.get(
                "/api/v1/casework/cases?limit=2&domain=EMERGENCY&overdue=true&place=310104&text=%E7%81%AB"));
        assertThat(first.get("items")).hasSize(2);
        assertThat(console.platform.work.asked.get(0))
                .contains("domains=[EMERGENCY]", "overdue=true", "place=310104", "text=火", "limit=3");
        JsonNode second = RunningConsole.json(console.get(
                "/api/v1/casework/cases?limit=2&after=" + first.get("next").asText()));
        assertThat(second.get("items")).hasSize(1);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(console.get("/api/v1/casework/cases?overdu=true").statusCode())
                .isEqualTo(400);
        assertThat(console.get("/api/v1/casework/cases?domain=FIRE").statusCode())
                .isEqualTo(400);
    }

    @Test
    void sheet_says_what_may_be_done_and_with_what() {
        JsonNode sheet = RunningConsole.json(console.get("/api/v1/cases/yuhua-1/sheet"));
        assertThat(sheet.at("/allowed/0/action").asText()).isEqualTo("return-not-ours");
        assertThat(sheet.at("/allowed/0/fields/0/missing").asText()).isEqualTo("REASON_MISSING");
        assertThat(sheet.at("/work/whistles/0/unit").asText()).isEqualTo("FIRE");
        assertThat(console.get("/api/v1/cases/none/sheet").statusCode()).isEqualTo(404);
    }

    @Test
    void action_carries_its_fields_and_is_refused_by_the_machines_own_name() {
        assertThat(console.post("/api/v1/cases/yuhua-1/actions/upgrade", "{\"reason\":\"人手不足\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(console.platform.work.asked)
                .last()
                .asString()
                .startsWith("UPGRADE")
                .contains("reason=人手不足");
        HttpResponse<String> dropped = console.post("/api/v1/cases/yuhua-1/actions/void", "{\"reason\":\"x\"}");
        assertThat(dropped.statusCode()).isEqualTo(409);
        assertThat(RunningConsole.reason(dropped)).isEqualTo("WHISTLE_CANNOT_BE_DROPPED");
        JsonNode unclear = RunningConsole.json(console.post("/api/v1/cases/yuhua-1/actions/file", "{}"));
        assertThat(unclear.at("/error/parameter").asText()).isEqualTo("limit");
        assertThat(console.post("/api/v1/cases/yuhua-1/actions/explode", "{}").statusCode())
                .isEqualTo(404);
        assertThat(console.post("/api/v1/cases/none/actions/void", "{}").statusCode())
                .isEqualTo(404);
        assertThat(console.post("/api/v1/cases/yuhua-1/actions/void", "{\"reason\":1}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void report_is_taken_with_its_source() {
        String body = "{\"source\":\"PATROL\",\"place\":\"310104/013/yuhua/g03\",\"words\":\"垃圾满了\"}";
        assertThat(console.post("/api/v1/cases", body).statusCode()).isEqualTo(200);
        assertThat(console.platform.work.asked.get(0)).contains("source=PATROL", "words=垃圾满了");
        assertThat(console.post("/api/v1/cases", "{\"source\":\"RUMOUR\"}").statusCode())
                .isEqualTo(400);
        assertThat(console.post("/api/v1/cases", "{\"source\":\"PATROL\",\"colour\":\"red\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void photo_of_megabytes_goes_up_and_comes_down_as_a_download() {
        byte[] photo = new byte[3 * 1024 * 1024];
        photo[7] = 42;
        HttpResponse<String> kept =
                console.send(console.known("/api/v1/cases/yuhua-1/attachments?name=%E7%8E%B0%E5%9C%BA.png")
                        .header("Content-Type", "image/png")
                        .POST(BodyPublishers.ofByteArray(photo)));
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
        String id = RunningConsole.json(kept).get("id").asText();
        HttpResponse<byte[]> back =
                console.send(console.known("/api/v1/cases/yuhua-1/attachments/" + id), BodyHandlers.ofByteArray());
        assertThat(back.body()).isEqualTo(photo);
        assertThat(back.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment;");
        HttpResponse<String> refused = console.send(console.known("/api/v1/cases/yuhua-1/attachments?name=a")
                .header("Content-Type", "text/html")
                .POST(BodyPublishers.ofString("<script>")));
        assertThat(RunningConsole.reason(refused)).isEqualTo("ATTACHMENT_TYPE");
        HttpResponse<String> large = console.send(console.known("/api/v1/cases/yuhua-1/attachments?name=a")
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(new byte[6 * 1024 * 1024])));
        assertThat(large.statusCode()).isEqualTo(413);
    }
}
