package io.geshao.incident.people.desk;

import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.Recipient;
import io.geshao.casework.people.DutyMode;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.Slot;
import io.geshao.casework.port.DutyRoster;
import io.geshao.incident.people.DutyBook;
import io.geshao.incident.people.DutyBook.OnDuty;
import io.geshao.incident.people.PlaceMoves;
import io.geshao.incident.people.PostPlaces;
import io.geshao.incident.people.Reachability;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.people.store.PersonTable;
import io.geshao.incident.people.store.PlaceTable;
import io.geshao.incident.people.store.RosterTable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Who is on duty, read from the store at every question: a swap counts from its commit on. A case keeps the path it was
 * opened under, people are looked for at what became of it. Any thread.
 */
public final class StoredDutyRoster implements DutyRoster {
    private final PersonTable people;
    private final RosterTable rosters;
    private final PlaceTable places;
    private final Supplier<PeopleSettings> settings;

    /** @param settings the zone and the calendar that shifts are read in, asked at every question */
    public StoredDutyRoster(DataSource database, Supplier<PeopleSettings> settings) {
        people = new PersonTable(database);
        rosters = new RosterTable(database);
        places = new PlaceTable(database);
        this.settings = settings;
    }

    @Override
    public List<Recipient> onDuty(Post post, String place, DutyKind kind, String unit, long atMillis) {
        boolean ofUnit = PostPlaces.isOfUnit(post);
        List<String> units = ofUnit ? units(unit, place) : List.of("");
        PlaceMoves moves = places.moves();
        List<List<String>> wheres = moves.current(place, atMillis).stream()
                .map(path -> lookedAt(post, path, moves))
                .toList();
        Set<String> all = new LinkedHashSet<>();
        wheres.forEach(all::addAll);
        if (all.isEmpty() || units.isEmpty()) {
            return List.of();
        }
        PeopleSettings now = settings.get();
        DutyBook book = rosters.bookAt(post, all, units, atMillis, now.zone(), now.kinds());
        Map<String, Recipient> found = new LinkedHashMap<>();
        for (List<String> paths : wheres) {
            first(book, post, paths, kind, units, atMillis)
                    .forEach(one -> found.putIfAbsent(one.person().id(), recipient(one, post, atMillis)));
        }
        return List.copyOf(found.values());
    }

    /** Where a place is now, and where it was: a roster published under an old code counts until the next one. */
    private static List<String> lookedAt(Post post, String path, PlaceMoves moves) {
        Set<String> paths = new LinkedHashSet<>(PostPlaces.of(post, path));
        moves.former(path).forEach(before -> paths.addAll(PostPlaces.of(post, before)));
        return List.copyOf(paths);
    }

    private static List<OnDuty> first(
            DutyBook book, Post post, List<String> paths, DutyKind kind, List<String> units, long atMillis) {
        for (String each : units) {
            for (String path : paths) {
                List<OnDuty> found = book.fill(new Slot(post, path, kind, each), atMillis);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    /** The unit of that code, else those of that role which work at the place, the most local first. */
    private List<String> units(String codeOrRole, String place) {
        List<OrgUnit> named = codeOrRole.isEmpty() ? List.of() : people.unitsNamed(codeOrRole);
        return named.stream()
                .filter(unit -> unit.code().equals(codeOrRole) || unit.covers(place))
                .sorted(Comparator.comparing((OrgUnit unit) -> !unit.code().equals(codeOrRole))
                        .thenComparing(unit -> -unit.place().length())
                        .thenComparing(OrgUnit::code))
                .map(OrgUnit::code)
                .toList();
    }

    private static Recipient recipient(OnDuty one, Post post, long atMillis) {
        return new Recipient(
                one.person().id(),
                one.person().name(),
                post,
                Reachability.addresses(one.person(), atMillis),
                one.mode() == DutyMode.PATROLLING);
    }
}
