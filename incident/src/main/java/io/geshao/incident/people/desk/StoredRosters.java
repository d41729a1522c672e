package io.geshao.incident.people.desk;

import io.geshao.casework.people.Absence;
import io.geshao.casework.people.GapNotice;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.RosterGap;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.Slot;
import io.geshao.casework.port.RosterDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.DutyBook;
import io.geshao.incident.people.GapPlanner;
import io.geshao.incident.people.Reachability;
import io.geshao.incident.people.RosterSlots;
import io.geshao.incident.people.store.GapTable;
import io.geshao.incident.people.store.PeopleLog;
import io.geshao.incident.people.store.PeopleSettings;
import io.geshao.incident.people.store.PersonTable;
import io.geshao.incident.people.store.PlaceTable;
import io.geshao.incident.people.store.RosterTable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Rosters on the store. Any thread. */
final class StoredRosters implements RosterDesk {
    private final RosterTable rosters;
    private final PersonTable people;
    private final PlaceTable places;
    private final GapTable gaps;
    private final PeopleLog log;
    private final Supplier<PeopleSettings> settings;
    private final Ticker ticker;

    StoredRosters(DataSource database, Supplier<PeopleSettings> settings, Ticker ticker) {
        rosters = new RosterTable(database);
        people = new PersonTable(database);
        places = new PlaceTable(database);
        gaps = new GapTable(database);
        log = new PeopleLog(database);
        this.settings = settings;
        this.ticker = ticker;
    }

    @Override
    public Publication publish(RosterVersion draft) {
        List<String> faults = faults(draft);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        long now = ticker.epochMillis();
        RosterVersion published = rosters.publish(new RosterVersion(
                draft.name(),
                0,
                draft.place(),
                draft.validFrom(),
                now,
                draft.publishedBy(),
                draft.note(),
                draft.shifts()));
        log.write(
                now,
                draft.publishedBy(),
                "ROSTER_PUBLISHED",
                published.name() + " " + published.version(),
                published.shifts().size() + " shifts from " + published.validFrom());
        return new Publication(published, gapsOf(published, now));
    }

    /** Everything that keeps a draft from being published. */
    List<String> faults(RosterVersion draft) {
        List<String> faults = new ArrayList<>();
        Set<String> ids = draft.shifts().stream().map(Shift::person).collect(Collectors.toSet());
        Set<String> known = people.people(ids).stream()
                .filter(Person::active)
                .map(Person::id)
                .collect(Collectors.toSet());
        for (String id : ids.stream().sorted().toList()) {
            if (!known.contains(id)) {
                faults.add("roster " + draft.name() + ": there is nobody called '" + id + "', or no longer");
            }
        }
        for (Shift shift : draft.shifts()) {
            if (!isAt(shift.slot().place(), draft.place())) {
                faults.add("roster " + draft.name() + ": '" + shift.slot().place() + "' does not lie in '"
                        + draft.place() + "'");
            }
        }
        return faults.stream().distinct().toList();
    }

    private List<RosterGap> gapsOf(RosterVersion roster, long now) {
        PeopleSettings calendar = settings.get();
        long begin = Math.max(
                now,
                roster.validFrom().atStartOfDay(calendar.zone()).toInstant().toEpochMilli());
        long end = begin + GapPlanner.HORIZON_MILLIS;
        Set<Slot> slots = RosterSlots.of(roster, places.grids(roster.place(), now));
        DutyBook book = rosters.bookUnder(roster.place(), begin, end, calendar.zone(), calendar.kinds());
        return GapPlanner.gaps(book, slots, begin, end);
    }

    @Override
    public List<RosterVersion> versions(String name) {
        return rosters.versions(name);
    }

    @Override
    public Optional<RosterVersion> version(String name, int version) {
        return rosters.version(name, version);
    }

    /** The version of each roster that is in force on a day. */
    List<RosterVersion> inForce(long atMillis) {
        LocalDate day =
                Instant.ofEpochMilli(atMillis).atZone(settings.get().zone()).toLocalDate();
        Map<String, RosterVersion> newest = new LinkedHashMap<>();
        for (RosterVersion version : rosters.versions("")) {
            if (!version.validFrom().isAfter(day)) {
                newest.putIfAbsent(version.name(), version);
            }
        }
        return newest.values().stream()
                .map(version ->
                        rosters.version(version.name(), version.version()).orElse(version))
                .toList();
    }

    @Override
    public Absence record(Absence absence) {
        Set<String> named = new HashSet<>(Set.of(absence.person()));
        if (absence.substitute() != null) {
            named.add(absence.substitute());
        }
        if (people.people(named).size() < named.size()) {
            throw new IllegalArgumentException("an absence names people who are known");
        }
        Absence recorded = rosters.record(new Absence(
                0,
                absence.person(),
                absence.substitute(),
                absence.place(),
                absence.fromMillis(),
                absence.toMillis(),
                absence.reason(),
                absence.recordedBy(),
                ticker.epochMillis()));
        log.write(
                recorded.recordedMillis(),
                recorded.recordedBy(),
                "ABSENCE_RECORDED",
                recorded.person(),
                "no. " + recorded.id() + ", instead: "
                        + (recorded.substitute() == null ? "nobody" : recorded.substitute()));
        return recorded;
    }

    @Override
    public boolean withdraw(long id, String by) {
        boolean withdrawn = rosters.withdraw(id, by, ticker.epochMillis());
        if (withdrawn) {
            log.write(ticker.epochMillis(), by, "ABSENCE_WITHDRAWN", "no. " + id, "");
        }
        return withdrawn;
    }

    @Override
    public List<Absence> absences(long fromMillis, long toMillis) {
        return rosters.absences(fromMillis, toMillis);
    }

    @Override
    public List<DutyLine> onDuty(String place, long atMillis) {
        PeopleSettings calendar = settings.get();
        DutyBook book = rosters.bookUnder(place, atMillis, atMillis + 1, calendar.zone(), calendar.kinds());
        return book.slots().stream()
                .sorted(Comparator.comparing(Slot::place)
                        .thenComparing(Slot::post)
                        .thenComparing(Slot::kind)
                        .thenComparing(Slot::unit))
                .flatMap(slot -> book.own(slot, atMillis).stream()
                        .map(one -> new DutyLine(
                                slot,
                                one.person(),
                                one.mode(),
                                one.layer(),
                                one.insteadOf(),
                                Reachability.isReachable(one.person(), atMillis))))
                .toList();
    }

    @Override
    public List<RosterGap> gaps(String place, long fromMillis, long toMillis) {
        PeopleSettings calendar = settings.get();
        Set<Slot> slots = new LinkedHashSet<>();
        for (RosterVersion roster : inForce(fromMillis)) {
            if (isAt(roster.place(), place) || isAt(place, roster.place())) {
                RosterSlots.of(roster, places.grids(roster.place(), fromMillis)).stream()
                        .filter(slot -> isAt(slot.place(), place))
                        .forEach(slots::add);
            }
        }
        if (slots.isEmpty()) {
            return List.of();
        }
        DutyBook book = rosters.bookUnder(place, fromMillis, toMillis, calendar.zone(), calendar.kinds());
        return GapPlanner.gaps(book, slots, fromMillis, toMillis);
    }

    @Override
    public List<GapNotice> notices() {
        return gaps.open();
    }

    private static boolean isAt(String path, String subtree) {
        return subtree.isEmpty() || path.equals(subtree) || path.startsWith(subtree + "/");
    }
}
