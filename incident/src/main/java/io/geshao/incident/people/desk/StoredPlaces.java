package io.geshao.incident.people.desk;

import io.geshao.casework.people.GridLoad;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.PlaceChange;
import io.geshao.casework.people.PlaceRecord;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.port.PlaceDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.PlaceSizes;
import io.geshao.incident.people.store.PeopleLog;
import io.geshao.incident.people.store.PersonTable;
import io.geshao.incident.people.store.PlaceTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The place tree on the store. Any thread. */
final class StoredPlaces implements PlaceDesk {
    private final PlaceTable places;
    private final PersonTable people;
    private final StoredRosters rosters;
    private final PeopleLog log;
    private final Ticker ticker;

    StoredPlaces(DataSource database, StoredRosters rosters, Ticker ticker) {
        places = new PlaceTable(database);
        people = new PersonTable(database);
        log = new PeopleLog(database);
        this.rosters = rosters;
        this.ticker = ticker;
    }

    @Override
    public Optional<PlaceRecord> find(String path) {
        return places.find(path);
    }

    @Override
    public List<GridLoad> tree(String path) {
        long now = ticker.epochMillis();
        List<PlaceRecord> under = valid(path, now);
        int least = under.stream().mapToInt(StoredPlaces::depth).min().orElse(0);
        return loads(
                under.stream()
                        .filter(place ->
                                path.isEmpty() ? depth(place) == least : depth(place) <= path.split("/", -1).length + 1)
                        .toList(),
                under,
                now);
    }

    @Override
    public List<GridLoad> oversized(String path) {
        long now = ticker.epochMillis();
        List<PlaceRecord> under = valid(path, now);
        return loads(
                        under.stream()
                                .filter(place -> place.level().equals("grid"))
                                .toList(),
                        under,
                        now)
                .stream()
                .filter(load -> load.size() == GridLoad.Size.WIDE || load.size() == GridLoad.Size.FAR_TOO_WIDE)
                .toList();
    }

    private List<PlaceRecord> valid(String path, long now) {
        return places.under(path).stream().filter(place -> place.isValidAt(now)).toList();
    }

    private List<GridLoad> loads(List<PlaceRecord> shown, List<PlaceRecord> under, long now) {
        Map<String, Integer> children = new TreeMap<>();
        for (PlaceRecord place : under) {
            int slash = place.path().lastIndexOf('/');
            if (slash > 0) {
                children.merge(place.path().substring(0, slash), 1, Integer::sum);
            }
        }
        Map<String, int[]> counted = places.counted(shown.stream()
                .filter(place -> depth(place) >= 4)
                .map(PlaceRecord::path)
                .toList());
        Map<String, TreeSet<String>> staff = staff(now);
        List<GridLoad> loads = new ArrayList<>();
        for (PlaceRecord place : shown) {
            int[] count = counted.get(place.path());
            Integer households = stated(place.households(), count, 0);
            int below = children.getOrDefault(place.path(), 0);
            loads.add(new GridLoad(
                    place,
                    households,
                    stated(place.residents(), count, 1),
                    below,
                    PlaceSizes.judge(place.level(), households, below),
                    List.copyOf(staff.getOrDefault(place.path(), new TreeSet<>()))));
        }
        return loads;
    }

    private static @Nullable Integer stated(@Nullable Integer stated, int @Nullable [] counted, int which) {
        if (stated != null) {
            return stated;
        }
        return counted == null ? null : (Integer) counted[which];
    }

    /** Who works at a place itself: on the roster in force, or holding a post there. */
    private Map<String, TreeSet<String>> staff(long now) {
        Map<String, TreeSet<String>> staff = new TreeMap<>();
        for (RosterVersion roster : rosters.inForce(now)) {
            for (Shift shift : roster.shifts()) {
                staff.computeIfAbsent(shift.slot().place(), none -> new TreeSet<>())
                        .add(shift.person());
            }
        }
        for (Holding holding : people.holdings("")) {
            if (holding.isAt(now)) {
                staff.computeIfAbsent(holding.place(), none -> new TreeSet<>()).add(holding.person());
            }
        }
        return staff;
    }

    private static int depth(PlaceRecord place) {
        return place.path().split("/", -1).length;
    }

    @Override
    public void save(List<PlaceRecord> saved, String by) {
        places.save(saved);
        log.write(ticker.epochMillis(), by, "PLACES_SAVED", saved.size() + " places", "");
    }

    @Override
    public PlaceChange change(PlaceChange change) {
        Collection<String> fromPaths =
                change.moves().stream().map(PlaceChange.Move::from).toList();
        for (PlaceChange.Move move : change.moves()) {
            PlaceRecord old = places.find(move.from())
                    .filter(place -> place.isValidAt(change.atMillis()))
                    .orElseThrow(() -> new IllegalArgumentException("'" + move.from() + "' is not valid then"));
            if (move.to().split("/", -1).length != depth(old)) {
                throw new IllegalArgumentException("'" + move.to() + "' is not of the level of '" + move.from() + "'");
            }
            long targets = change.moves().stream()
                    .filter(each -> each.from().equals(move.from()))
                    .count();
            if (targets > 1) {
                for (PlaceRecord child : valid(move.from(), change.atMillis())) {
                    if (depth(child) == depth(old) + 1 && !fromPaths.contains(child.path())) {
                        throw new IllegalArgumentException("where '" + child.path() + "' goes is not said");
                    }
                }
            }
        }
        return places.change(new PlaceChange(
                0,
                change.kind(),
                change.moves(),
                change.atMillis(),
                change.reason(),
                change.recordedBy(),
                ticker.epochMillis()));
    }

    @Override
    public List<PlaceChange> changes(String path) {
        return places.changes(path);
    }

    @Override
    public List<String> current(String path, long atMillis) {
        return places.moves().current(path, atMillis);
    }

    @Override
    public List<String> former(String path) {
        return places.moves().former(path);
    }
}
