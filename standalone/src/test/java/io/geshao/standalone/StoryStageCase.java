package io.geshao.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.CaseView;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.testkit.db.Flavour;
import io.geshao.testkit.db.TestDatabase;
import io.geshao.testkit.story.Story;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What classes of stories share: a database, a stage per story, and what it did so far. */
abstract class StoryStageCase {
    @RegisterExtension
    static final TestDatabase db = TestDatabase.of(Flavour.PLAIN);

    static final int HOUR = 3_600;

    @TempDir
    Path folder;

    private @Nullable StoryStage opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    StoryStage stage() {
        return Objects.requireNonNull(opened);
    }

    Story on(SmallRegistry registry) throws IOException {
        opened = new StoryStage(db.fresh(), RegistryFiles.read(registry.writeTo(folder.resolve("registry"))));
        return new Story(stage(), Duration.ofMinutes(1));
    }

    List<AlertTransition> told(String rule) {
        return stage().transitions().after(0, 10_000).stream()
                .filter(one -> one.alert().rule().equals(rule))
                .toList();
    }

    long raised(String rule) {
        return told(rule).stream().filter(one -> one.kind() == Kind.RAISED).count();
    }

    long raisedAtAll() {
        return stage().transitions().after(0, 10_000).stream()
                .filter(one -> one.kind() == Kind.RAISED)
                .count();
    }

    String openCase(String classCode) {
        List<CaseView> open = stage().cases().open().stream()
                .filter(one -> one.classCode().equals(classCode))
                .toList();
        assertThat(open).hasSize(1);
        return open.get(0).number();
    }
}
