package io.geshao.incident.people;

import io.geshao.casework.DutyKind;
import io.geshao.casework.people.Absence;
import io.geshao.casework.people.DayKinds;
import io.geshao.casework.people.DutyMode;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What rosters, held posts and absences say together about some slots; immutable. The highest layer that covers a moment
 * counts alone, those who hold the post for good come below all layers, and absences stand above them: who is absent is
 * replaced by the substitute, and by nobody of a lower layer, since that one was told to be off duty.
 *
 * <p>Times of shifts are read on the community's clocks, each end by itself: a night shift over a change of the clocks is
 * an hour shorter or longer, and two shifts that meet leave neither a gap nor an overlap.
 */
public final class DutyBook {
    private final ZoneId zone;
    private final DayKinds kinds;
    private final Map<String, List<RosterVersion>> versions; // by roster, the newest first
    private final Map<Slot, List<Line>> shifts = new HashMap<>();
    private final Map<Slot, List<Holding>> holdings = new HashMap<>();
    private final Map<String, List<Absence>> absences = new HashMap<>();
    private final Map<String, Person> people = new HashMap<>();

    private record Line(RosterVersion roster, Shift shift) {}

    /**
     * One person on a slot.
     *
     * @param layer that put the person there, or null for somebody who holds the post for good
     * @param insteadOf id of whom the person stands in for, or null
     */
    public record OnDuty(
            Person person,
            DutyMode mode,
            @Nullable ShiftLayer layer,
            @Nullable String insteadOf) {}

    /** @param rosters every version of each roster that has a word in it, also those without shifts of these slots */
    public DutyBook(
            ZoneId zone,
            DayKinds kinds,
            Collection<RosterVersion> rosters,
            Collection<Holding> holdings,
            Collection<Absence> absences,
            Collection<Person> people) {
        this.zone = zone;
        this.kinds = kinds;
        versions = new LinkedHashMap<>();
        for (RosterVersion roster : rosters) {
            versions.computeIfAbsent(roster.name(), name -> new ArrayList<>()).add(roster);
            for (Shift shift : roster.shifts()) {
                shifts.computeIfAbsent(shift.slot(), slot -> new ArrayList<>()).add(new Line(roster, shift));
            }
        }
        versions.values()
                .forEach(of ->
                        of.sort(Comparator.comparingInt(RosterVersion::version).reversed()));
        for (Holding holding : holdings) {
            Slot slot = new Slot(holding.post(), holding.place(), DutyKind.GENERAL, holding.unit());
            this.holdings.computeIfAbsent(slot, none -> new ArrayList<>()).add(holding);
        }
        this.holdings.values().forEach(of -> of.sort(Comparator.comparingInt(Holding::rank)));
        for (Absence absence : absences) {
            this.absences
                    .computeIfAbsent(absence.person(), none -> new ArrayList<>())
                    .add(absence);
        }
        people.forEach(person -> this.people.put(person.id(), person));
    }

    /** Who fills the slot, with those of {@link DutyKind#GENERAL} if it has nobody; in the order of the roster. */
    public List<OnDuty> fill(Slot slot, long atMillis) {
        List<OnDuty> own = exactly(slot, atMillis);
        return own.isEmpty() && slot.kind() != DutyKind.GENERAL ? exactly(slot.of(DutyKind.GENERAL), atMillis) : own;
    }

    /** Who fills exactly this slot, without those of {@link DutyKind#GENERAL}. */
    public List<OnDuty> own(Slot slot, long atMillis) {
        return exactly(slot, atMillis);
    }

    private List<OnDuty> exactly(Slot slot, long atMillis) {
        List<OnDuty> planned = onShift(slot, atMillis);
        if (planned.isEmpty()) {
            planned = holders(slot, atMillis);
        }
        Map<String, OnDuty> present = new LinkedHashMap<>();
        for (OnDuty one : planned) {
            standIn(one, slot.place(), atMillis)
                    .ifPresent(there -> present.putIfAbsent(there.person().id(), there));
        }
        return List.copyOf(present.values());
    }

    private List<OnDuty> onShift(Slot slot, long atMillis) {
        ShiftLayer highest = null;
        List<OnDuty> found = new ArrayList<>();
        for (Line line : shifts.getOrDefault(slot, List.of())) {
            ShiftLayer layer = line.shift.layer();
            if ((highest != null && layer.compareTo(highest) < 0) || !covers(line, atMillis)) {
                continue;
            }
            if (layer != highest) {
                highest = layer;
                found.clear();
            }
            person(line.shift.person())
                    .ifPresent(person -> found.add(new OnDuty(person, line.shift.mode(), layer, null)));
        }
        return found;
    }

    /** Whether an occurrence that began on this day or the day before covers the moment. */
    private boolean covers(Line line, long atMillis) {
        LocalDate today = Instant.ofEpochMilli(atMillis).atZone(zone).toLocalDate();
        for (LocalDate day = today.minusDays(1); !day.isAfter(today); day = day.plusDays(1)) {
            if (isPlanned(line, day)
                    && startMillis(line.shift, day) <= atMillis
                    && atMillis < endMillis(line.shift, day)) {
                return true;
            }
        }
        return false;
    }

    private boolean isPlanned(Line line, LocalDate day) {
        return line.shift.days().covers(day, kinds) && inForce(line.roster.name(), day) == line.roster;
    }

    private @Nullable RosterVersion inForce(String roster, LocalDate day) {
        for (RosterVersion version : versions.getOrDefault(roster, List.of())) {
            if (!version.validFrom().isAfter(day)) {
                return version;
            }
        }
        return null;
    }

    private long startMillis(Shift shift, LocalDate day) {
        return day.atTime(shift.start()).atZone(zone).toInstant().toEpochMilli();
    }

    private long endMillis(Shift shift, LocalDate day) {
        LocalDate last = shift.end().isAfter(shift.start()) ? day : day.plusDays(1);
        return last.atTime(shift.end()).atZone(zone).toInstant().toEpochMilli();
    }

    private List<OnDuty> holders(Slot slot, long atMillis) {
        List<OnDuty> found = new ArrayList<>();
        for (Holding holding : holdings.getOrDefault(slot, List.of())) {
            if (holding.isAt(atMillis)) {
                person(holding.person())
                        .ifPresent(person -> found.add(new OnDuty(person, DutyMode.RESIDENT, null, null)));
            }
        }
        return found;
    }

    /** The person, or whoever comes instead; empty if nobody does. The absence recorded last counts. */
    private Optional<OnDuty> standIn(OnDuty planned, String place, long atMillis) {
        Set<String> gone = new HashSet<>();
        String at = planned.person.id();
        while (gone.add(at)) {
            Absence absence = null;
            for (Absence each : absences.getOrDefault(at, List.of())) {
                if (each.covers(place, atMillis) && (absence == null || each.id() > absence.id())) {
                    absence = each;
                }
            }
            if (absence == null) {
                String standing = at;
                return person(at)
                        .map(person -> standing.equals(planned.person.id())
                                ? planned
                                : new OnDuty(person, planned.mode, planned.layer, planned.person.id()));
            }
            if (absence.substitute() == null) {
                return Optional.empty();
            }
            at = absence.substitute();
        }
        return Optional.empty(); // two who stand in for each other: neither comes
    }

    private Optional<Person> person(String id) {
        return Optional.ofNullable(people.get(id)).filter(Person::active);
    }

    /** The slots that have a shift or a holder at any time. */
    public Set<Slot> slots() {
        Set<Slot> slots = new HashSet<>(shifts.keySet());
        slots.addAll(holdings.keySet());
        return slots;
    }

    /** Moments in [from, to) at which an answer about the slot may change; the first is {@code fromMillis}. */
    public TreeSet<Long> changes(Slot slot, long fromMillis, long toMillis) {
        TreeSet<Long> moments = new TreeSet<>();
        moments.add(fromMillis);
        LocalDate first =
                Instant.ofEpochMilli(fromMillis).atZone(zone).toLocalDate().minusDays(1);
        LocalDate last = Instant.ofEpochMilli(toMillis).atZone(zone).toLocalDate();
        for (Slot each : new HashSet<>(List.of(slot, slot.of(DutyKind.GENERAL)))) {
            for (Line line : shifts.getOrDefault(each, List.of())) {
                for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
                    if (isPlanned(line, day)) {
                        moments.add(startMillis(line.shift, day));
                        moments.add(endMillis(line.shift, day));
                    }
                }
            }
            for (Holding holding : holdings.getOrDefault(each, List.of())) {
                moments.add(holding.fromMillis());
                moments.add(holding.toMillis());
            }
        }
        for (List<Absence> of : absences.values()) {
            for (Absence absence : of) {
                moments.add(absence.fromMillis());
                moments.add(absence.toMillis());
            }
        }
        people.values().forEach(person -> moments.add(Reachability.voiceUntil(person)));
        return new TreeSet<>(moments.subSet(fromMillis, toMillis));
    }
}
