package io.geshao.console;

import io.geshao.casework.CapBulletin;
import io.geshao.casework.port.CapFeed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Three messages about one case; more can be added. */
final class FakeCapFeed implements CapFeed {
    final List<CapBulletin> messages = new ArrayList<>();

    FakeCapFeed() {
        for (int i = 0; i < 3; i++) {
            messages.add(new CapBulletin(
                    i + 1,
                    "x-" + (i + 1),
                    FakePlatform.NOW + i * 1_000L,
                    i == 0 ? "Alert" : "Update",
                    Map.of("zh", "3号楼 火警 <" + i + ">", "en", "Building 3: fire & smoke"),
                    "yuhua-1",
                    "<alert>" + i + "</alert>"));
        }
    }

    @Override
    public List<CapBulletin> before(long position, int limit) {
        return messages.stream()
                .filter(message -> message.position() < position)
                .sorted(Comparator.comparingLong(CapBulletin::position).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<CapBulletin> find(String identifier) {
        return messages.stream()
                .filter(message -> message.identifier().equals(identifier))
                .findFirst();
    }
}
