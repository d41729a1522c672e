package io.geshao.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The answers held against the description of GeoReport v2: which fields a service, a request, a created request and an
 * error have, in JSON and in XML.
 */
class GeoReportTest {
    private static final List<String> SERVICE =
            List.of("service_code", "service_name", "description", "metadata", "type", "keywords", "group");
    private static final List<String> REQUEST = List.of(
            "service_request_id",
            "status",
            "status_notes",
            "service_name",
            "service_code",
            "description",
            "agency_responsible",
            "service_notice",
            "requested_datetime",
            "updated_datetime",
            "expected_datetime",
            "address",
            "address_id",
            "zipcode",
            "lat",
            "long",
            "media_url");
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+08:00";

    @TempDir
    Path folder;

    private RunningConsole console;

    @BeforeEach
    void start() {
        console = RunningConsole.start(folder);
    }

    @AfterEach
    void stop() {
        console.close();
    }

    /** What anybody may ask, without credentials. */
    private HttpResponse<String> ask(String path) {
        return console.send(console.request("/open311/v2/" + path));
    }

    private HttpResponse<String> report(String format, Map<String, String> fields) {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return console.send(console.known("/open311/v2/requests." + format)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private static final Map<String, String> FULL_BIN = Map.of(
            "service_code",
            "R-1",
            "lat",
            "31.2",
            "long",
            "121.4",
            "description",
            "3号楼旁 <满了> & 臭",
            "first_name",
            "梅",
            "last_name",
            "李",
            "phone",
            "555 0100");

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> names(Element parent) {
        List<String> names = new ArrayList<>();
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            names.add(children.item(i).getNodeName());
        }
        return names;
    }

    private static Element root(HttpResponse<String> response)
            throws ParserConfigurationException, IOException, SAXException {
        assertThat(response.headers().firstValue("Content-Type")).contains("text/xml; charset=utf-8");
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8)));
        return document.getDocumentElement();
    }

    @Test
    void services_are_listed_for_everybody_in_both_forms()
            throws ParserConfigurationException, IOException, SAXException {
        JsonNode json = RunningConsole.json(ask("services.json?jurisdiction_id=shanghai.cn"));
        assertThat(json).hasSize(1);
        assertThat(names(json.get(0))).isEqualTo(SERVICE);
        assertThat(json.at("/0/metadata").isBoolean()).isTrue();
        assertThat(json.at("/0/type").asText()).isEqualTo("realtime");
        Element xml = root(ask("services.xml"));
        assertThat(xml.getNodeName()).isEqualTo("services");
        assertThat(names(xml)).containsExactly("service");
        assertThat(names((Element) xml.getFirstChild())).isEqualTo(SERVICE);
        assertThat(xml.getElementsByTagName("description").item(0).getTextContent())
                .isEqualTo("垃圾桶装满 & 溢出");
        assertThat(ask("services/R-1.json").statusCode()).isEqualTo(404);
    }

    @Test
    void report_gets_a_number_to_ask_by_and_its_end_is_public_but_not_its_reporter()
            throws ParserConfigurationException, IOException, SAXException {
        HttpResponse<String> created = report("json", FULL_BIN);
        assertThat(created.statusCode()).isEqualTo(201);
        JsonNode answer = RunningConsole.json(created);
        assertThat(names(answer.get(0))).containsExactly("service_request_id", "service_notice", "account_id");
        String id = answer.at("/0/service_request_id").asText();
        assertThat(console.platform.services.drafts.get(0).name()).isEqualTo("李 梅");
        assertThat(console.platform.services.drafts.get(0).contact()).isEqualTo("555 0100");

        console.platform.services.close(id);
        HttpResponse<String> asked = ask("requests/" + id + ".json");
        JsonNode request = RunningConsole.json(asked).get(0);
        assertThat(names(request)).isEqualTo(REQUEST);
        assertThat(request.get("status").asText()).isEqualTo("closed");
        assertThat(request.get("status_notes").asText()).isEqualTo("已清运");
        assertThat(request.get("requested_datetime").asText()).matches(TIME);
        assertThat(request.get("lat").isNumber()).isTrue();
        assertThat(asked.body()).doesNotContain("555").doesNotContain("梅");

        Element xml = root(ask("requests/" + id + ".xml"));
        assertThat(xml.getNodeName()).isEqualTo("service_requests");
        assertThat(names(xml)).containsExactly("request");
        assertThat(names((Element) xml.getFirstChild())).isEqualTo(REQUEST);
        assertThat(xml.getElementsByTagName("description").item(0).getTextContent())
                .isEqualTo(FULL_BIN.get("description"));
    }

    @Test
    void requests_are_filtered_by_status_service_number_and_time() {
        String first = RunningConsole.json(report("json", FULL_BIN))
                .at("/0/service_request_id")
                .asText();
        String second = RunningConsole.json(report("json", FULL_BIN))
                .at("/0/service_request_id")
                .asText();
        console.platform.services.close(first);
        assertThat(numbers("requests.json?status=open")).containsExactly(second);
        assertThat(numbers("requests.json?status=closed")).containsExactly(first);
        assertThat(numbers("requests.json?status=open,closed")).containsExactly(second, first);
        assertThat(numbers("requests.json?service_code=none")).isEmpty();
        assertThat(numbers("requests.json?service_request_id=" + first + ",none," + second))
                .containsExactly(first, second);
        assertThat(numbers("requests.json?start_date=2001-01-01T00:00:00Z&end_date=2001-02-01T00:00:00%2B08:00"))
                .isEmpty();
    }

    private List<String> numbers(String path) {
        HttpResponse<String> response = ask(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningConsole.json(response).findValuesAsText("service_request_id");
    }

    @Test
    void what_cannot_be_taken_is_an_error_of_the_standard_and_nothing_is_filed()
            throws ParserConfigurationException, IOException, SAXException {
        assertError(report("json", Map.of("lat", "1", "long", "1")), "service_code was not provided");
        assertError(report("json", Map.of("service_code", "R-1")), "lat and long");
        assertError(report("json", Map.of("service_code", "R-1", "lat", "91", "long", "1")), "lat must be");
        assertError(report("json", Map.of("service_code", "R-1", "lat", "NaN", "long", "1")), "lat must be");
        assertError(report("json", Map.of("service_code", "none", "lat", "1", "long", "1")), "NO_SUCH_SERVICE");
        assertError(ask("requests.json?start_date=yesterday"), "start_date must be");
        assertError(ask("requests.json?start_date=2001-01-01T00:00:00Z"), "at most 90 days");
        assertError(ask("requests.json?status=lost"), "status must be one of");
        assertThat(console.platform.services.drafts).isEmpty();
        Element xml = root(report("xml", Map.of("lat", "1")));
        assertThat(xml.getNodeName()).isEqualTo("errors");
        assertThat(names((Element) xml.getFirstChild())).containsExactly("code", "description");
        HttpResponse<String> stranger = console.send(console.request("/open311/v2/requests.json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Geshao", "1")
                .POST(BodyPublishers.ofString("service_code=R-1&lat=1&long=1")));
        assertThat(stranger.statusCode()).isEqualTo(401);
    }

    private static void assertError(HttpResponse<String> response, String words) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = RunningConsole.json(response).get(0);
        assertThat(names(error)).containsExactly("code", "description");
        assertThat(error.get("code").asInt()).isEqualTo(400);
        assertThat(error.get("description").asText()).contains(words);
    }
}
