package io.geshao.console;

import static io.geshao.console.RunningConsole.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions that make no sense, each refused by the name of what is wrong with it. */
class BadQueryTest {
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/latest?devices=S-1&kind=fire                          | devices
            /api/v1/latest?devices=S-1,,S-2                               | devices
            /api/v1/latest?kind=bins                                      | kind
            /api/v1/latest?place=nowhere                                  | place
            /api/v1/latest?after=S-1                                      | after
            /api/v1/cases?state=all&after=b3Blbi1jYXNlcwoxCjI             | after
            /api/v1/cases?before=5&after=b3Blbi1jYXNlcwpTMQoxCjI          | before
            /api/v1/aggregates?kind=fire                                  | metric
            /api/v1/aggregates?metric=colour                              | metric
            /api/v1/aggregates?metric=temperature&bucket=999              | bucket
            /api/v1/aggregates?metric=temperature&from=0&bucket=1000      | bucket
            /api/v1/aggregates?metric=temperature&from=2&to=1             | from
            /api/v1/devices/S-1/series?metric=temperature&points=2        | points
            /api/v1/devices/S-1/series?metric=temperature&points=5001     | points
            /api/v1/devices/S-1/series?metric=temperature&method=best     | method
            /api/v1/devices/S-1/series?metric=temperature&method=avg&bucket=1000 | bucket
            /api/v1/devices/S-1/series?metric=temperature&format=xlsx     | format
            /api/v1/devices/S-1/history?from=0                            | from
            /api/v1/devices/S-1/history?after=x                           | after
            /api/v1/rejections?reason=WHATEVER                            | reason
            /api/v1/rejections?before=5                                   | before
            /api/v1/rejections?gateway=a%20b                              | gateway
            /api/v1/gaps?limit=501                                        | limit
            /api/v1/ledger?state=bad                                      | state
            /api/v1/ledger?after=bGVkZ2VyCmcKcwpub25lCjU                  | after
            """)
    void bad_parameter_is_refused_by_name(String path, String parameter) {
        HttpResponse<String> response = console.get(path);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).at("/error/parameter").asText()).isEqualTo(parameter);
    }
}
