package io.geshao.incident.people.desk;

import io.geshao.casework.people.Holding;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.PeopleTable;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.PlaceRecord;
import io.geshao.casework.people.RosterVersion;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.store.ArchiveTable;
import io.geshao.incident.people.store.PeopleLog;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.people.store.PersonTable;
import io.geshao.incident.people.store.PlaceTable;
import io.geshao.incident.people.table.PeopleFiles;
import io.geshao.incident.people.table.PlaceGeoJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Tables in and out: a whole file, or nothing of it and every fault. Any thread. */
final class Imports {
    private static final int MOST_NOTES = 50;

    private final PersonTable people;
    private final PlaceTable places;
    private final ArchiveTable archive;
    private final PeopleLog log;
    private final StoredRosters rosters;
    private final Supplier<PeopleSettings> settings;
    private final Ticker ticker;

    Imports(DataSource database, StoredRosters rosters, Supplier<PeopleSettings> settings, Ticker ticker) {
        people = new PersonTable(database);
        places = new PlaceTable(database);
        archive = new ArchiveTable(database);
        log = new PeopleLog(database);
        this.rosters = rosters;
        this.settings = settings;
        this.ticker = ticker;
    }

    ImportReport take(PeopleTable table, String file, String text, String within, String by) {
        PeopleFiles files = new PeopleFiles(settings.get().zone());
        List<String> faults = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        int rows =
                switch (table) {
                    case UNITS ->
                        stored(
                                inside(files.units(file, text, faults), OrgUnit::place, file, within, faults),
                                faults,
                                people::saveUnits);
                    case PERSONS -> stored(persons(files, file, text, within, faults), faults, people::savePeople);
                    case POSTS ->
                        stored(
                                inside(
                                        known(files.posts(file, text, faults), Holding::person, file, faults),
                                        Holding::place,
                                        file,
                                        within,
                                        faults),
                                faults,
                                people::saveHoldings);
                    case HOUSEHOLDS ->
                        stored(
                                inside(
                                        files.households(file, text, faults),
                                        each -> each.place(),
                                        file,
                                        within,
                                        faults),
                                faults,
                                archive::saveHouseholds);
                    case RESIDENTS ->
                        stored(
                                inside(files.residents(file, text, faults), each -> each.place(), file, within, faults),
                                faults,
                                archive::saveResidents);
                    case THINGS ->
                        stored(
                                inside(files.things(file, text, faults), each -> each.place(), file, within, faults),
                                faults,
                                archive::saveThings);
                    case PLACES ->
                        stored(
                                inside(PlaceGeoJson.read(file, text, faults), PlaceRecord::path, file, within, faults),
                                faults,
                                places::save);
                    case ROSTERS -> publish(files.rosters(file, text, faults), file, within, by, faults, notes);
                };
        if (faults.isEmpty()) {
            log.write(ticker.epochMillis(), by, "IMPORTED_" + table, file, rows + " rows");
        }
        return new ImportReport(rows, faults, notes);
    }

    private static <T> int stored(List<T> values, List<String> faults, Consumer<Collection<T>> store) {
        if (faults.isEmpty()) {
            store.accept(values);
        }
        return values.size();
    }

    /** People belong to a unit; who plans for a part of the town brings people of units of that part only. */
    private List<Person> persons(PeopleFiles files, String file, String text, String within, List<String> faults) {
        List<Person> read = files.persons(file, text, faults);
        Set<String> units = people.units().stream()
                .filter(unit -> isAt(unit.place(), within))
                .map(OrgUnit::code)
                .collect(Collectors.toSet());
        for (Person person : read) {
            boolean anywhere = person.unit().isEmpty() && within.isEmpty();
            if (!anywhere && !units.contains(person.unit())) {
                faults.add(file + ": person " + person.id() + ": there is no unit '" + person.unit() + "'"
                        + (within.isEmpty() ? "" : " in '" + within + "'"));
            }
        }
        return read;
    }

    private <T> List<T> known(List<T> values, Function<T, String> person, String file, List<String> faults) {
        Set<String> ids = values.stream().map(person).collect(Collectors.toSet());
        Set<String> missing = new HashSet<>(ids);
        people.people(ids).forEach(found -> missing.remove(found.id()));
        missing.stream().sorted().forEach(id -> faults.add(file + ": there is nobody called '" + id + "'"));
        return values;
    }

    private static <T> List<T> inside(
            List<T> values, Function<T, String> place, String file, String within, List<String> faults) {
        values.stream()
                .map(place)
                .filter(path -> !isAt(path, within))
                .distinct()
                .forEach(path -> faults.add(file + ": '" + path + "' does not lie in '" + within + "'"));
        return values;
    }

    private int publish(
            List<RosterVersion> drafts,
            String file,
            String within,
            String by,
            List<String> faults,
            List<String> notes) {
        inside(drafts, RosterVersion::place, file, within, faults);
        drafts.forEach(draft -> rosters.faults(draft).forEach(fault -> faults.add(file + ": " + fault)));
        if (faults.isEmpty()) {
            for (RosterVersion draft : drafts) {
                var publication = rosters.publish(new RosterVersion(
                        draft.name(), 0, draft.place(), draft.validFrom(), 0, by, file, draft.shifts()));
                notes.add("roster " + draft.name() + ": version "
                        + publication.roster().version() + ", gaps of the next 14 days: "
                        + publication.gaps().size());
                publication.gaps().stream().limit(MOST_NOTES).forEach(gap -> notes.add("gap: " + gap));
            }
        }
        return drafts.stream().mapToInt(draft -> draft.shifts().size()).sum();
    }

    String give(PeopleTable table, String within, String by) {
        PeopleFiles files = new PeopleFiles(settings.get().zone());
        log.write(ticker.epochMillis(), by, "EXPORTED_" + table, within, "");
        Set<String> units = people.units().stream()
                .filter(unit -> isAt(unit.place(), within))
                .map(OrgUnit::code)
                .collect(Collectors.toSet());
        return switch (table) {
            case UNITS ->
                files.units(people.units().stream()
                        .filter(unit -> units.contains(unit.code()))
                        .toList());
            case PERSONS ->
                files.persons(people.people().stream()
                        .filter(person -> within.isEmpty() || units.contains(person.unit()))
                        .toList());
            case POSTS ->
                files.posts(people.holdings("").stream()
                        .filter(holding -> isAt(holding.place(), within))
                        .toList());
            case HOUSEHOLDS -> files.households(archive.households(within));
            case RESIDENTS -> files.residents(archive.residents(within, false));
            case THINGS -> files.things(archive.things(within));
            case PLACES ->
                PlaceGeoJson.write(places.under(within).stream()
                        .filter(place -> place.isValidAt(ticker.epochMillis()))
                        .toList());
            case ROSTERS ->
                files.rosters(rosters.inForce(ticker.epochMillis()).stream()
                        .filter(roster -> isAt(roster.place(), within))
                        .toList());
        };
    }

    private static boolean isAt(String path, String subtree) {
        return subtree.isEmpty() || path.equals(subtree) || path.startsWith(subtree + "/");
    }
}
