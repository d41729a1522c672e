package io.geshao.incident.telling;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.core.AlertTransition;
import io.geshao.core.AlertTransition.Kind;
import io.geshao.core.AlertView;
import io.geshao.core.CaseView.Domain;
import io.geshao.core.Severity;
import io.geshao.core.port.AlertLog;
import io.geshao.core.registry.Registry;
import io.geshao.incident.flow.PlaceNames;
import io.geshao.incident.ladder.LadderTexts;
import io.geshao.incident.notice.DigestItem;
import io.geshao.incident.notice.NoticeText;
import io.geshao.incident.notice.store.DigestStore;
import io.geshao.incident.notice.store.DigestStore.News;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Follows the alert log for what people are told without a ladder: S3 as digests, and what was put aside or is back.
 * Keeps a position of its own, so that it costs the way to a case nothing. Owner: one thread.
 */
final class AlertNews {
    private static final int BITE = 500;
    private static final Set<Kind> NEWS = Set.of(
            Kind.RAISED, Kind.RE_ALARM, Kind.SEVERITY_UP, Kind.UNSHELVED, Kind.UNINHIBITED, Kind.BACK_IN_SERVICE);
    private static final Set<Kind> ASIDE = Set.of(Kind.SHELVED, Kind.INHIBITED, Kind.OUT_OF_SERVICE);
    private static final Set<Kind> BACK = Set.of(Kind.UNSHELVED, Kind.UNINHIBITED, Kind.BACK_IN_SERVICE);
    private static final Set<Kind> TAKEN = Set.of(Kind.ACKED, Kind.ACKED_AFTER_CLEAR, Kind.RESET, Kind.CLEARED);
    private static final List<Post> USUAL = List.of(Post.GRID_WORKER, Post.DUTY_DESK);
    /** Rules whose alerts the building's own group hears of first. Source: rule A12. */
    private static final Set<String> GROUP_FIRST = Set.of("A12");

    private static final long GROUP_MILLIS = Duration.ofMinutes(30).toMillis();

    private final DigestStore store;
    private final AlertLog log;
    private final PlaceNames places;
    private final Consumer<String> backAgain;

    /** @param backAgain hears the id of each alert that is no longer put aside, after the commit */
    AlertNews(DigestStore store, AlertLog log, Registry registry, Consumer<String> backAgain) {
        this.store = store;
        this.log = log;
        this.places = new PlaceNames(registry);
        this.backAgain = backAgain;
    }

    /** Begins where the log ends now, if it was never followed. */
    void begin() {
        if (!store.hasBegun()) {
            store.beginAt(log.head());
        }
    }

    /** Takes one bite; false if there was none. */
    boolean turn() {
        long position = store.position();
        List<AlertTransition> bite = log.after(position, BITE);
        if (bite.isEmpty()) {
            return false;
        }
        List<DigestItem> items = new ArrayList<>();
        List<String> aside = new ArrayList<>();
        List<String> back = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        List<String> cleared = new ArrayList<>();
        for (AlertTransition transition : bite) {
            AlertView alert = transition.alert();
            // What stands beside the alert now counts: of two silences, the end of one changes nothing.
            if (ASIDE.contains(transition.kind())
                    || (BACK.contains(transition.kind()) && alert.standing().isQuiet())) {
                aside.add(alert.id());
                back.remove(alert.id());
            } else if (BACK.contains(transition.kind()) || !alert.state().isOpen()) {
                aside.remove(alert.id());
                back.add(alert.id());
            }
            if (TAKEN.contains(transition.kind())) {
                taken.add(alert.id());
            }
            if (!alert.state().isOpen() || transition.kind() == Kind.CLEARED) {
                cleared.add(alert.id());
            }
            if (isTold(transition)) {
                items.addAll(items(transition));
            }
        }
        boolean mine = store.take(
                new News(items, aside, back, taken, cleared),
                position,
                bite.get(bite.size() - 1).position());
        if (mine) {
            back.forEach(backAgain);
        }
        return true;
    }

    /** S3, and whatever is more severe but has no case to be told by. A flood keeps S3 in digests. */
    private static boolean isTold(AlertTransition transition) {
        AlertView alert = transition.alert();
        boolean byCase =
                alert.severity().compareTo(Severity.S2) <= 0 && alert.caseHint().opensCase();
        boolean wanted =
                switch (transition.notice()) {
                    case DUE -> true;
                    case FLOOD -> alert.severity() == Severity.S3;
                    default -> false;
                };
        return NEWS.contains(transition.kind()) && wanted && !byCase && alert.severity() != Severity.S4;
    }

    private List<DigestItem> items(AlertTransition transition) {
        AlertView alert = transition.alert();
        boolean urgent = alert.severity().compareTo(Severity.S2) <= 0;
        long from = Math.max(transition.atMillis(), alert.standing().tellFromMillis());
        long due = urgent ? from : from + Digests.COLLECT_MILLIS;
        if (!GROUP_FIRST.contains(alert.rule())) {
            return List.of(item(transition, "usual", USUAL, due));
        }
        return List.of(
                item(transition, DigestItem.FIRST, List.of(Post.SELF_MANAGED_GROUP), due),
                item(transition, DigestItem.LATE, List.of(Post.GRID_WORKER), due + GROUP_MILLIS));
    }

    private DigestItem item(AlertTransition transition, String audience, List<Post> posts, long due) {
        AlertView alert = transition.alert();
        String place = places.placeOf(alert);
        Map<String, String> at = places.label(place);
        Map<String, String> title = Map.of(
                "zh", at.getOrDefault("zh", place) + " " + alert.title().getOrDefault("zh", alert.rule()),
                "en", at.getOrDefault("en", place) + ": " + alert.title().getOrDefault("en", alert.rule()));
        return new DigestItem(
                0,
                alert.id(),
                audience,
                transition.position(),
                posts,
                place,
                duty(alert),
                alert.severity(),
                alert.drill(),
                new NoticeText(LadderTexts.marked(title, alert.drill()), Map.of()),
                transition.atMillis(),
                due,
                false);
    }

    private DutyKind duty(AlertView alert) {
        if (alert.caseHint().domain() == Domain.MAINTENANCE) {
            return DutyKind.GENERAL;
        }
        return places.device(alert)
                .map(device -> switch (device.profile().kind()) {
                    case FIRE -> DutyKind.FIRE;
                    case WATER -> DutyKind.WATER;
                    case WASTE_BIN -> DutyKind.WASTE;
                    case PARKING -> DutyKind.PARKING;
                    default -> DutyKind.GENERAL;
                })
                .orElse(DutyKind.GENERAL);
    }
}
