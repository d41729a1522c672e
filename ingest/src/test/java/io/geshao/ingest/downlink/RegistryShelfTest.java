package io.geshao.ingest.downlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryShelfTest {
    @TempDir
    private Path folder;

    private JsonNode files() throws IOException {
        return new ObjectMapper()
                .readTree(RegistryShelf.read(folder).of(Set.of()).body())
                .path("files");
    }

    @Test
    void rules_ofTheRegistryFolder_goWithTheTables() throws IOException {
        for (String table : new String[] {"places.tsv", "devices.tsv", "credentials.tsv"}) {
            Files.writeString(folder.resolve(table), "head\n");
        }
        assertThat(files().size()).isEqualTo(3);
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("F1.yaml"), "id: F1\n");
        Files.writeString(rules.resolve("README.md"), "for people\n");

        assertThat(files().path("rule-f1.yaml").asText()).isEqualTo("id: F1\n");
        assertThat(files().size()).isEqualTo(4);
    }
}
