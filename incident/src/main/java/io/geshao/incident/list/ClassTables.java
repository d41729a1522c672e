package io.geshao.incident.list;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The versions of the class table, each from the day it holds. Immutable. */
public final class ClassTables {
    /*
     * Emergencies (EM-) and maintenance orders (MT-) are the platform's own: a city's table knows nothing of them and does
     * not take them away, unless it has the same code.
     */
    /** From when the starter table holds: before any case. */
    public static final LocalDate EVER = LocalDate.of(2000, 1, 1);

    private static final ClassTables SHIPPED = new ClassTables(new TreeMap<>(Map.of(EVER, ClassTable.starter())));

    private final NavigableMap<LocalDate, ClassTable> byDay;

    private ClassTables(NavigableMap<LocalDate, ClassTable> byDay) {
        this.byDay = byDay;
    }

    /** The starter table alone. */
    public static ClassTables shipped() {
        return SHIPPED;
    }

    /** With one more version. */
    public ClassTables with(LocalDate validFrom, ClassTable table) {
        NavigableMap<LocalDate, ClassTable> more = new TreeMap<>(byDay);
        more.put(validFrom, table);
        return new ClassTables(more);
    }

    /** The table in force on a day. */
    public ClassTable on(LocalDate day) {
        Map.@Nullable Entry<LocalDate, ClassTable> entry = byDay.floorEntry(day);
        return entry == null ? byDay.firstEntry().getValue() : entry.getValue();
    }

    /** A class as it is filed on a day. */
    public Optional<CaseClass> find(String code, LocalDate day) {
        Optional<CaseClass> found = on(day).find(code);
        return found.isPresent() || !isOwn(code)
                ? found
                : byDay.firstEntry().getValue().find(code);
    }

    /** A class as a version has it: for a case that was filed under it. */
    public Optional<CaseClass> find(String code, String version) {
        return version(version).flatMap(table -> table.find(code));
    }

    public Optional<ClassTable> version(String version) {
        return byDay.values().stream()
                .filter(table -> table.version().equals(version))
                .findFirst();
    }

    /** Classes in force on a day whose code, name or filing standard has the words; all for empty words. */
    public List<CaseClass> search(String words, LocalDate day, int limit) {
        ClassTable table = on(day);
        ClassTable own = byDay.firstEntry().getValue();
        Stream<CaseClass> ours = own == table
                ? Stream.empty()
                : own.classes().stream()
                        .filter(one ->
                                isOwn(one.code()) && table.find(one.code()).isEmpty());
        String lower = words.strip().toLowerCase(Locale.ROOT);
        return Stream.concat(table.classes().stream(), ours)
                .filter(one -> one.mentions(lower))
                .limit(limit)
                .toList();
    }

    private static boolean isOwn(String code) {
        return code.startsWith("EM-") || code.startsWith("MT-");
    }
}
