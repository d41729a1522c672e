package io.geshao.incident.people.table;

import io.geshao.casework.Channel;
import io.geshao.casework.DutyKind;
import io.geshao.casework.Post;
import io.geshao.casework.people.DayPattern;
import io.geshao.casework.people.DutyMode;
import io.geshao.casework.people.Holding;
import io.geshao.casework.people.Household;
import io.geshao.casework.people.OrgUnit;
import io.geshao.casework.people.Person;
import io.geshao.casework.people.Resident;
import io.geshao.casework.people.RosterVersion;
import io.geshao.casework.people.Shift;
import io.geshao.casework.people.ShiftLayer;
import io.geshao.casework.people.Slot;
import io.geshao.casework.people.Thing;
import io.geshao.incident.people.table.CsvTable.Read;
import io.geshao.incident.people.table.CsvTable.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The CSV tables about people: columns, rows into words and back. Days are read at midnight of the zone. Every method
 * that reads adds what is wrong to the list of faults and returns the rest.
 */
public final class PeopleFiles {
    static final List<String> UNITS = List.of("code", "parent", "role", "name_zh", "name_en", "place");
    static final List<String> PERSONS = List.of(
            "id",
            "name_zh",
            "name_en",
            "unit",
            "active",
            "voice",
            "voice_verified",
            "push",
            "sms",
            "wecom",
            "dingtalk",
            "feishu",
            "email",
            "webhook",
            "mqtt");
    static final List<String> POSTS = List.of("person", "post", "place", "unit", "rank", "from", "to");
    static final List<String> ROSTERS = List.of(
            "roster",
            "roster_place",
            "valid_from",
            "layer",
            "post",
            "place",
            "kind",
            "unit",
            "person",
            "mode",
            "days",
            "start",
            "end");
    static final List<String> HOUSEHOLDS = List.of("place", "household", "residents");
    static final List<String> RESIDENTS = List.of("id", "place", "household", "name", "phone", "needs", "note");
    static final List<String> THINGS = List.of("place", "code", "kind", "name_zh", "name_en", "note");

    private final ZoneId zone;

    public PeopleFiles(ZoneId zone) {
        this.zone = zone;
    }

    public List<OrgUnit> units(String file, String text, List<String> faults) {
        return unique(
                file,
                CsvTable.read(
                        file,
                        text,
                        UNITS,
                        row -> new OrgUnit(
                                row.need("code"), row.text("parent"), row.need("role"), name(row), row.text("place")),
                        faults),
                OrgUnit::code,
                faults);
    }

    public String units(List<OrgUnit> units) {
        return CsvTable.write(
                UNITS,
                units.stream()
                        .map(unit -> List.of(
                                unit.code(),
                                unit.parent(),
                                unit.role(),
                                zh(unit.name()),
                                en(unit.name()),
                                unit.place()))
                        .toList());
    }

    public List<Person> persons(String file, String text, List<String> faults) {
        return unique(file, CsvTable.read(file, text, PERSONS, this::person, faults), Person::id, faults);
    }

    private Person person(Row row) {
        Map<Channel, Person.Contact> contacts = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            String address = row.text(channel.name().toLowerCase(Locale.ROOT));
            if (!address.isEmpty()) {
                long verified = channel == Channel.VOICE ? row.day("voice_verified", zone, -1) : -1;
                contacts.put(channel, new Person.Contact(address, verified < 0 ? null : verified));
            }
        }
        return new Person(row.need("id"), name(row), row.text("unit"), contacts, row.yes("active", true));
    }

    public String persons(List<Person> people) {
        return CsvTable.write(PERSONS, people.stream().map(this::cells).toList());
    }

    private List<String> cells(Person person) {
        List<String> cells = new ArrayList<>(List.of(
                person.id(), zh(person.name()), en(person.name()), person.unit(), person.active() ? "yes" : "no"));
        for (String column : PERSONS.subList(cells.size(), PERSONS.size())) {
            boolean verified = column.equals("voice_verified");
            Channel channel = Channel.valueOf(verified ? "VOICE" : column.toUpperCase(Locale.ROOT));
            Person.Contact contact = person.contacts().get(channel);
            if (contact == null) {
                cells.add("");
            } else if (verified) {
                Long millis = contact.verifiedMillis();
                cells.add(millis == null ? "" : day(millis));
            } else {
                cells.add(contact.address());
            }
        }
        return cells;
    }

    public List<Holding> posts(String file, String text, List<String> faults) {
        return values(CsvTable.read(
                file,
                text,
                POSTS,
                row -> new Holding(
                        row.need("person"),
                        row.word("post", Post.class),
                        row.text("place"),
                        row.text("unit"),
                        row.number("rank", 1),
                        row.day("from", zone, 0),
                        row.day("to", zone, Long.MAX_VALUE)),
                faults));
    }

    public String posts(List<Holding> holdings) {
        return CsvTable.write(
                POSTS,
                holdings.stream()
                        .map(held -> List.of(
                                held.person(),
                                held.post().name(),
                                held.place(),
                                held.unit(),
                                Integer.toString(held.rank()),
                                held.fromMillis() == 0 ? "" : day(held.fromMillis()),
                                held.toMillis() == Long.MAX_VALUE ? "" : day(held.toMillis())))
                        .toList());
    }

    private record Line(String roster, String place, LocalDate validFrom, Shift shift) {}

    /** Drafts of rosters, one for each name, with shifts in the order of the file. */
    public List<RosterVersion> rosters(String file, String text, List<String> faults) {
        Map<String, List<Line>> byName = new LinkedHashMap<>();
        for (Read<Line> read : CsvTable.read(file, text, ROSTERS, PeopleFiles::line, faults)) {
            List<Line> lines = byName.computeIfAbsent(read.value().roster, none -> new ArrayList<>());
            if (!lines.isEmpty()
                    && !(lines.get(0).validFrom.equals(read.value().validFrom)
                            && lines.get(0).place.equals(read.value().place))) {
                faults.add(file + ":" + read.line() + ": roster " + read.value().roster
                        + " has another place or first day above");
            }
            lines.add(read.value());
        }
        List<RosterVersion> drafts = new ArrayList<>();
        byName.forEach((name, lines) -> drafts.add(new RosterVersion(
                name,
                0,
                lines.get(0).place,
                lines.get(0).validFrom,
                0,
                "",
                file,
                lines.stream().map(Line::shift).toList())));
        return drafts;
    }

    private static Line line(Row row) {
        return new Line(
                row.need("roster"),
                row.text("roster_place"),
                row.date("valid_from"),
                new Shift(
                        row.word("layer", ShiftLayer.class),
                        new Slot(
                                row.word("post", Post.class),
                                row.text("place"),
                                row.text("kind").isEmpty() ? DutyKind.GENERAL : row.word("kind", DutyKind.class),
                                row.text("unit")),
                        row.need("person"),
                        row.word("mode", DutyMode.class),
                        DayPattern.of(row.need("days")),
                        row.time("start"),
                        row.time("end")));
    }

    public String rosters(List<RosterVersion> rosters) {
        List<List<String>> rows = new ArrayList<>();
        for (RosterVersion roster : rosters) {
            for (Shift shift : roster.shifts()) {
                rows.add(List.of(
                        roster.name(),
                        roster.place(),
                        roster.validFrom().toString(),
                        shift.layer().name(),
                        shift.slot().post().name(),
                        shift.slot().place(),
                        shift.slot().kind().name(),
                        shift.slot().unit(),
                        shift.person(),
                        shift.mode().name(),
                        shift.days().toString(),
                        shift.start().toString(),
                        shift.end().toString()));
            }
        }
        return CsvTable.write(ROSTERS, rows);
    }

    public List<Household> households(String file, String text, List<String> faults) {
        return unique(
                file,
                CsvTable.read(
                        file,
                        text,
                        HOUSEHOLDS,
                        row -> new Household(row.need("place"), row.need("household"), row.number("residents", 0)),
                        faults),
                household -> household.place() + " " + household.code(),
                faults);
    }

    public String households(List<Household> households) {
        return CsvTable.write(
                HOUSEHOLDS,
                households.stream()
                        .map(each -> List.of(each.place(), each.code(), Integer.toString(each.residents())))
                        .toList());
    }

    public List<Resident> residents(String file, String text, List<String> faults) {
        return unique(
                file,
                CsvTable.read(
                        file,
                        text,
                        RESIDENTS,
                        row -> new Resident(
                                row.need("id"),
                                row.need("place"),
                                row.text("household"),
                                row.need("name"),
                                row.text("phone"),
                                Arrays.stream(row.text("needs").split(";", -1))
                                        .map(String::strip)
                                        .filter(need -> !need.isEmpty())
                                        .toList(),
                                row.text("note")),
                        faults),
                Resident::id,
                faults);
    }

    public String residents(List<Resident> residents) {
        return CsvTable.write(
                RESIDENTS,
                residents.stream()
                        .map(each -> List.of(
                                each.id(),
                                each.place(),
                                each.household(),
                                each.name(),
                                each.phone(),
                                String.join(";", each.needs()),
                                each.note()))
                        .toList());
    }

    public List<Thing> things(String file, String text, List<String> faults) {
        return unique(
                file,
                CsvTable.read(
                        file,
                        text,
                        THINGS,
                        row -> new Thing(
                                row.need("place"), row.need("code"), row.need("kind"), name(row), row.text("note")),
                        faults),
                thing -> thing.place() + " " + thing.code(),
                faults);
    }

    public String things(List<Thing> things) {
        return CsvTable.write(
                THINGS,
                things.stream()
                        .map(each -> List.of(
                                each.place(), each.code(), each.kind(), zh(each.name()), en(each.name()), each.note()))
                        .toList());
    }

    private static <T> List<T> unique(String file, List<Read<T>> rows, Function<T, String> key, List<String> faults) {
        Set<String> seen = new HashSet<>();
        for (Read<T> row : rows) {
            if (!seen.add(key.apply(row.value()))) {
                faults.add(file + ":" + row.line() + ": '" + key.apply(row.value()) + "' stands twice");
            }
        }
        return values(rows);
    }

    private static <T> List<T> values(List<Read<T>> rows) {
        return rows.stream().map(Read::value).toList();
    }

    private static Map<String, String> name(Row row) {
        return Map.of("zh", row.text("name_zh"), "en", row.text("name_en"));
    }

    private static String zh(Map<String, String> name) {
        return name.getOrDefault("zh", "");
    }

    private static String en(Map<String, String> name) {
        return name.getOrDefault("en", "");
    }

    private String day(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate().toString();
    }
}
