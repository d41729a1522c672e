package io.geshao.console;

import static io.geshao.console.RunningConsole.json;
import static io.geshao.console.RunningConsole.reason;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geshao.casework.Role;
import io.geshao.casework.people.Account;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/** Figures, lists, reports in every form, and interviews over HTTP. */
class AssessmentApiTest {
    private static final String REPORT = "/api/v1/reports/daily/2026-03-01";

    @TempDir
    static Path registryDir;

    private static RunningConsole console;

    @BeforeAll
    static void start() {
        console = RunningConsole.start(registryDir);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void figure_without_a_denominator_or_with_none_of_it_has_no_share() {
        JsonNode items =
                json(console.get("/api/v1/assessment/figures?period=2026-03")).get("items");

        assertThat(items.get(0).get("value").doubleValue()).isEqualTo(0.5);
        assertThat(items.get(0).get("yearBefore").get("value").isNull()).isTrue();
        assertThat(items.get(1).get("denominator").isNull()).isTrue();
        assertThat(items.get(1).get("value").intValue()).isEqualTo(2);
        assertThat(json(console.get("/api/v1/assessment/funnel?period=2026-03")).get("items"))
                .hasSize(1);
    }

    @Test
    void cases_of_a_figure_are_paged_and_a_wrong_indicator_is_refused_by_name() {
        String path = "/api/v1/assessment/cases?indicator=closing&period=2026-03&limit=1";
        JsonNode first = json(console.get(path));
        JsonNode second = json(console.get(path + "&after=" + first.get("next").textValue()));

        assertThat(first.get("items").get(0).get("number").textValue()).isEqualTo("yuhua-2");
        assertThat(second.get("items").get(0).get("number").textValue()).isEqualTo("yuhua-1");
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(console.get("/api/v1/assessment/cases?indicator=x&period=2026-03")
                        .body())
                .contains("\"parameter\":\"indicator\"");
        assertThat(console.get("/api/v1/assessment/figures?period=2026-13").body())
                .contains("\"parameter\":\"period\"");
        assertThat(console.get("/api/v1/assessment/figures").body()).contains("period is missing");
    }

    @Test
    void page_of_a_report_is_well_formed_escaped_and_in_the_language_asked_for()
            throws IOException, SAXException, ParserConfigurationException {
        HttpResponse<String> zh = console.get(REPORT + "?format=html");
        HttpResponse<String> en = console.get(REPORT + "?format=html&lang=en");

        assertThat(zh.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(zh.body()).contains("每日通报 2026-03-01", "按期结案率", "72.7 %", "12,345", "补报版本", "指标 &lt;1&gt;");
        assertThat(en.body()).contains("Daily bulletin", "Closed on time", "Late version");
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        zh.body().replace("<!DOCTYPE html>", "").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void sheet_has_plain_numbers_and_no_formulas() {
        String csv = console.get(REPORT + "?format=csv").body();

        assertThat(csv).startsWith("\uFEFFDAILY,2026-03-01,,v2 late\r\n").contains("按期结案率,0.727273", "'=1+1,12345");
    }

    @Test
    void pdf_has_the_chinese_text_in_it() throws IOException {
        HttpResponse<byte[]> response = console.send(console.known(REPORT + "?format=pdf"), BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValue("Content-Type")).contains("application/pdf");
        try (PDDocument document = Loader.loadPDF(response.body())) {
            assertThat(new PDFTextStripper().getText(document)).contains("每日通报", "按期结案率", "72.7 %");
        }
    }

    @Test
    void report_that_was_not_made_is_not_there() {
        assertThat(reason(console.get("/api/v1/reports/daily/2026-03-02"))).isEqualTo("NO_SUCH_REPORT");
        assertThat(reason(console.get(REPORT + "?version=1"))).isEqualTo("NO_SUCH_REPORT");
        assertThat(reason(console.get("/api/v1/reports/hourly/2026-03-02"))).isEqualTo("BAD_PARAMETER");
    }

    @Test
    void only_a_leader_decides_and_only_once_and_with_words() {
        String hash = ConsoleAccounts.hash("long enough words".toCharArray());
        for (Role role : Set.of(Role.SUP, Role.LEAD)) {
            console.platform
                    .people
                    .accounts()
                    .save(
                            new Account(
                                    role.name().toLowerCase(java.util.Locale.ROOT),
                                    Set.of(role),
                                    "",
                                    "",
                                    "",
                                    true,
                                    false),
                            hash,
                            "x");
        }

        assertThat(decide("sup", "issue", "x").statusCode()).isEqualTo(403);
        assertThat(reason(decide("lead", "issue", " "))).isEqualTo("WORDS_MISSING");
        assertThat(reason(decide("lead", "perhaps", "x"))).isEqualTo("BAD_PARAMETER");
        assertThat(json(decide("lead", "issue", "三件超时"))
                        .get("interview")
                        .get("decidedBy")
                        .textValue())
                .isEqualTo("lead");
        assertThat(reason(decide("lead", "decline", "x"))).isEqualTo("ALREADY_DECIDED");
    }

    private static HttpResponse<String> decide(String account, String decision, String words) {
        return console.send(console.request("/api/v1/interviews/7/decide")
                .header("Authorization", RunningConsole.basic(account, "long enough words"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"decision\":\"" + decision + "\",\"words\":\"" + words + "\"}")));
    }

    @Test
    void nobody_sees_the_figures_of_a_place_that_is_not_theirs() {
        console.platform
                .people
                .accounts()
                .save(
                        new Account("neighbour", Set.of(Role.COM), "310104/013/yuhua2", "", "", true, false),
                        ConsoleAccounts.hash("long enough words".toCharArray()),
                        "x");

        for (String place : Set.of("310104/013/yuhua", "310104", "310104/013/yuhua22")) {
            assertThat(reason(asNeighbour("&place=" + place))).isEqualTo("NOT_YOUR_PLACE");
        }
        assertThat(json(asNeighbour("")).get("place").textValue()).isEqualTo("310104/013/yuhua2");
    }

    private static HttpResponse<String> asNeighbour(String more) {
        return console.send(console.request("/api/v1/assessment/figures?period=2026-03" + more)
                .header("Authorization", RunningConsole.basic("neighbour", "long enough words")));
    }
}
