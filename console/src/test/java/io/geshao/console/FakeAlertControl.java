package io.geshao.console;

import io.geshao.core.AlertTransition;
import io.geshao.core.CommunityId;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Silences in memory; orders answer what the test says. Any thread. */
final class FakeAlertControl implements AlertControl {
    final List<AlertTransition> transitions = new ArrayList<>();
    final List<String> orders = new ArrayList<>();
    Optional<String> outcome = Optional.of("ACKED");
    private final Map<String, Silence> silences = new LinkedHashMap<>();

    @Override
    public synchronized List<Silence> silences(Ended ended, int limit) {
        return silences.values().stream()
                .filter(silence -> ended == Ended.LISTED || silence.endedMillis() == null)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Silence> silence(String id) {
        return Optional.ofNullable(silences.get(id));
    }

    @Override
    public synchronized Silence add(Wish wish, String actor) {
        if (wish.reason().isBlank()) {
            throw new RefusedException(RefusedException.Reason.REASON_MISSING, wish.scope());
        }
        long until = wish.severest() == Severity.S1 ? 0 : FakePlatform.NOW + wish.lastsMillis();
        return put(new Silence(
                "q-" + silences.size(),
                wish,
                new CommunityId("yuhua"),
                actor,
                FakePlatform.NOW,
                until,
                null,
                null,
                null));
    }

    @Override
    public synchronized Silence confirm(String id, String actor) {
        Silence was = required(id);
        if (was.owner().equals(actor)) {
            throw new RefusedException(RefusedException.Reason.SAME_PERSON, id);
        }
        return was;
    }

    @Override
    public synchronized Silence end(String id, String actor) {
        Silence was = required(id);
        return put(new Silence(
                was.id(),
                was.wish(),
                was.community(),
                was.owner(),
                was.createdMillis(),
                was.untilMillis(),
                was.confirmedBy(),
                FakePlatform.NOW,
                actor));
    }

    private Silence put(Silence silence) {
        silences.put(silence.id(), silence);
        return silence;
    }

    private Silence required(String id) {
        return silence(id).orElseThrow(() -> new RefusedException(RefusedException.Reason.NO_SUCH_SILENCE, id));
    }

    @Override
    public synchronized List<AlertTransition> history(String alertId) {
        return transitions.stream()
                .filter(one -> one.alert().id().equals(alertId))
                .toList();
    }

    @Override
    public synchronized Optional<String> order(Order order, String alertId, String actor, String cause) {
        orders.add(order + " " + alertId + " " + actor + " " + cause);
        return outcome;
    }

    @Override
    public List<RuleSheet> rules() {
        return List.of(new RuleSheet(
                "F1",
                2,
                Map.of("zh", "烟感", "en", "Smoke"),
                List.of(Severity.S1),
                "device",
                true,
                false,
                1,
                3,
                0,
                FakePlatform.NOW - 1_000));
    }

    @Override
    public List<Flood> floods() {
        return List.of(new Flood(new CommunityId("yuhua"), FakePlatform.NOW - 60_000, 12, 14));
    }
}
