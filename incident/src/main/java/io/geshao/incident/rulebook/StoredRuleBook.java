package io.geshao.incident.rulebook;

import io.geshao.casework.port.RuleBook;
import io.geshao.casework.port.RuleBook.RefusedException.Reason;
import io.geshao.core.time.Ticker;
import io.geshao.incident.clock.CalendarFile;
import io.geshao.incident.clock.FaultyFileException;
import io.geshao.incident.clock.Stretch;
import io.geshao.incident.clock.TimeLimit;
import io.geshao.incident.list.CaseClass;
import io.geshao.incident.list.ClassTable;
import io.geshao.incident.list.ClassTables;
import io.geshao.incident.list.ResponsibilityList;
import io.geshao.incident.list.Unit;
import io.geshao.incident.list.store.RuleTables;
import io.geshao.incident.list.store.RuleTables.Rules;
import io.geshao.incident.list.store.RuleTables.Stored;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rule book over its tables. Any thread. */
public final class StoredRuleBook implements RuleBook {
    private static final TimeLimit DEFAULT_LIMIT = new TimeLimit(4, TimeLimit.Unit.WORK_HOUR);

    private final RuleTables tables;
    private final Ticker ticker;
    private final Runnable onCalendar;

    /** @param onCalendar told when another calendar holds; must not block */
    public StoredRuleBook(RuleTables tables, Ticker ticker, Runnable onCalendar) {
        this.tables = tables;
        this.ticker = ticker;
        this.onCalendar = onCalendar;
    }

    @Override
    public List<Version> versions(Kind kind) {
        LocalDate today = today();
        List<Stored> stored = tables.stored().stream()
                .filter(one -> one.kind().name().equals(kind.name()))
                .toList();
        List<Version> versions = new ArrayList<>();
        Rules rules = tables.rules();
        switch (kind) {
            case CALENDAR -> {
                for (Stored one : stored) {
                    Standing standing = one.serial() == rules.calendarSerial() ? Standing.IN_FORCE : Standing.PAST;
                    versions.add(version(one, null, standing));
                }
            }
            case CLASSES -> {
                ClassTable starter = ClassTables.shipped().on(ClassTables.EVER);
                List<LocalDate> begins = new ArrayList<>(List.of(ClassTables.EVER));
                stored.stream().filter(one -> !one.withdrawn()).forEach(one -> begins.add(one.validFrom()));
                versions.add(shipped(kind, starter.version(), ClassTables.EVER, end(ClassTables.EVER, begins), today));
                stored.forEach(one -> versions.add(dated(one, end(one.validFrom(), begins), today)));
            }
            case RESPONSIBILITY -> {
                List<LocalDate> begins = rules.list().versions().stream()
                        .map(ResponsibilityList.Version::validFrom)
                        .toList();
                rules.list().versions().stream()
                        .filter(one -> stored.stream()
                                .noneMatch(known -> known.version().equals(one.name())))
                        .forEach(one -> versions.add(shipped(
                                kind, one.name(), one.validFrom(), until(one, end(one.validFrom(), begins)), today)));
                stored.forEach(one -> versions.add(dated(one, until(rules, one, begins), today)));
            }
        }
        versions.sort(Comparator.comparing(Version::validFrom)
                .thenComparing(version -> version.changedMillis() == null ? 0L : version.changedMillis())
                .reversed());
        return versions;
    }

    private static @Nullable LocalDate until(Rules rules, Stored one, List<LocalDate> begins) {
        @Nullable LocalDate next = end(one.validFrom(), begins);
        return rules.list().versions().stream()
                .filter(version -> version.name().equals(one.version()))
                .findFirst()
                .map(version -> until(version, next))
                .orElse(next);
    }

    private static @Nullable LocalDate until(ResponsibilityList.Version version, @Nullable LocalDate next) {
        LocalDate own = version.validTo();
        return own == null || (next != null && next.isBefore(own)) ? next : own;
    }

    /** The day before the next version begins. */
    private static @Nullable LocalDate end(LocalDate from, List<LocalDate> begins) {
        return begins.stream()
                .filter(day -> day.isAfter(from))
                .min(Comparator.naturalOrder())
                .map(day -> day.minusDays(1))
                .orElse(null);
    }

    private static Version shipped(Kind kind, String name, LocalDate from, @Nullable LocalDate to, LocalDate today) {
        return new Version(kind, name, from, to, standing(from, to, today), "", "", null);
    }

    private static Version dated(Stored one, @Nullable LocalDate to, LocalDate today) {
        return version(one, to, one.withdrawn() ? Standing.WITHDRAWN : standing(one.validFrom(), to, today));
    }

    private static Version version(Stored one, @Nullable LocalDate to, Standing standing) {
        return new Version(
                Kind.valueOf(one.kind().name()),
                one.version(),
                one.validFrom(),
                to,
                standing,
                one.changedBy(),
                one.reason(),
                one.changedMillis());
    }

    private static Standing standing(LocalDate from, @Nullable LocalDate to, LocalDate today) {
        if (from.isAfter(today)) {
            return Standing.COMING;
        }
        return to != null && to.isBefore(today) ? Standing.PAST : Standing.IN_FORCE;
    }

    @Override
    public Optional<String> text(Kind kind, String version) {
        Optional<String> stored =
                tables.find(RuleTables.Kind.valueOf(kind.name()), version).map(Stored::content);
        if (stored.isPresent()) {
            return stored;
        }
        return switch (kind) {
            case CALENDAR -> Optional.empty();
            case CLASSES -> tables.rules().classes().version(version).map(ClassTable::text);
            case RESPONSIBILITY ->
                tables.rules().list().versions().stream()
                        .filter(one -> one.name().equals(version))
                        .findFirst()
                        .map(ResponsibilityList.Version::text);
        };
    }

    @Override
    public Version load(
            Kind kind, @Nullable LocalDate validFrom, Map<String, String> texts, String reason, String account) {
        needed(reason);
        Draft draft;
        try {
            draft = draft(kind, validFrom, texts);
        } catch (FaultyFileException e) {
            throw new RefusedException(
                    Reason.FAULTY_FILE,
                    e.faults().size() + " faults",
                    e.faults().stream()
                            .map(fault -> new Fault(fault.file(), fault.line(), fault.reason()))
                            .toList());
        }
        if (kind != Kind.CALENDAR) {
            if (draft.from.isBefore(today())) {
                throw new RefusedException(
                        Reason.DAY_IN_THE_PAST, draft.from + " has passed: what was valid then stays what it was");
            }
            for (Version other : versions(kind)) {
                if (other.standing() != Standing.WITHDRAWN && other.validFrom().equals(draft.from)) {
                    throw new RefusedException(Reason.DAY_TAKEN, other.name() + " begins on " + draft.from);
                }
                if (other.name().equals(draft.name)) {
                    throw new RefusedException(Reason.VERSION_TAKEN, draft.name + " is there already");
                }
            }
        }
        boolean added = tables.add(
                RuleTables.Kind.valueOf(kind.name()),
                draft.name,
                draft.from,
                draft.content,
                reason.strip(),
                account,
                ticker.epochMillis());
        if (!added) {
            throw new RefusedException(Reason.VERSION_TAKEN, draft.name + " is there already");
        }
        if (kind == Kind.CALENDAR) {
            onCalendar.run();
        }
        return found(kind, draft.name);
    }

    private record Draft(String name, LocalDate from, String content) {}

    private Draft draft(Kind kind, @Nullable LocalDate validFrom, Map<String, String> texts) {
        LocalDate from = validFrom == null ? today() : validFrom;
        return switch (kind) {
            case CALENDAR -> {
                Map.Entry<String, String> only = only(texts);
                CalendarFile file = CalendarFile.parse(only.getKey(), only.getValue());
                long number = tables.stored().stream()
                                .filter(one -> one.kind() == RuleTables.Kind.CALENDAR)
                                .count()
                        + 1;
                yield new Draft("CAL-" + number, today(), file.text());
            }
            case CLASSES -> {
                ClassTable table = ClassTable.parse(texts);
                yield new Draft(table.version(), from, table.text());
            }
            case RESPONSIBILITY -> {
                Map.Entry<String, String> only = only(texts);
                ResponsibilityList list = ResponsibilityList.parse(only.getKey(), only.getValue());
                if (list.versions().size() != 1) {
                    throw new FaultyFileException(List.of(new FaultyFileException.Fault(
                            only.getKey(), 1, list.versions().size() + " versions in one text, not 1")));
                }
                ResponsibilityList.Version version = list.versions().get(0);
                yield new Draft(version.name(), version.validFrom(), version.text());
            }
        };
    }

    private static Map.Entry<String, String> only(Map<String, String> texts) {
        if (texts.size() != 1) {
            throw new FaultyFileException(
                    List.of(new FaultyFileException.Fault("files", 1, texts.size() + " texts, not 1")));
        }
        return texts.entrySet().iterator().next();
    }

    @Override
    public Version withdraw(Kind kind, String version, String reason, String account) {
        needed(reason);
        Stored stored = tables.find(RuleTables.Kind.valueOf(kind.name()), version)
                .orElseThrow(
                        () -> new RefusedException(Reason.NO_SUCH_VERSION, "no version " + version + " was loaded"));
        if (stored.withdrawn()) {
            throw new RefusedException(Reason.ALREADY_ENDED, version + " was withdrawn before");
        }
        if (!stored.validFrom().isAfter(today())) {
            throw new RefusedException(
                    Reason.ALREADY_IN_FORCE, version + " is or was in force; load another version instead");
        }
        if (!tables.withdraw(stored.serial(), reason.strip(), account, ticker.epochMillis())) {
            throw new RefusedException(Reason.ALREADY_ENDED, version + " was withdrawn before");
        }
        return found(kind, version);
    }

    private Version found(Kind kind, String version) {
        return versions(kind).stream()
                .filter(one -> one.name().equals(version))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(kind + " " + version + " has gone"));
    }

    private static void needed(String reason) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.REASON_MISSING, "a change of the rules needs a reason");
        }
    }

    @Override
    public List<ClassSheet> classes(String words, @Nullable LocalDate day, int limit) {
        return tables.rules().classes().search(words, day == null ? today() : day, limit).stream()
                .map(StoredRuleBook::sheet)
                .toList();
    }

    private static ClassSheet sheet(CaseClass one) {
        return new ClassSheet(
                one.code(),
                one.version(),
                one.big().code(),
                one.big().name(),
                one.small().code(),
                one.small().name(),
                one.opening(),
                one.closing(),
                said(one.limit()),
                one.limit().runsOnWallClock() ? "wall" : "working",
                one.roles(),
                one.rules());
    }

    private static Map<String, String> said(TimeLimit limit) {
        return Map.of("zh", limit.zh(), "en", limit.en());
    }

    @Override
    public Optional<DutyList> duties(@Nullable LocalDate day) {
        return rows(day, row -> true);
    }

    @Override
    public Optional<DutyList> published(@Nullable LocalDate day) {
        return rows(day, ResponsibilityList.Row::isPublic);
    }

    private Optional<DutyList> rows(@Nullable LocalDate asked, Predicate<ResponsibilityList.Row> shown) {
        LocalDate day = asked == null ? today() : asked;
        ResponsibilityList list = tables.rules().list();
        return list.on(day)
                .map(version -> new DutyList(
                        found(Kind.RESPONSIBILITY, version.name()),
                        list.rows(version, day).stream()
                                .filter(shown)
                                .map(StoredRuleBook::duty)
                                .toList()));
    }

    private static DutyRow duty(ResponsibilityList.Row row) {
        Unit supervisor = row.supervisor();
        return new DutyRow(
                row.classCode(),
                row.className(),
                row.place(),
                said(row.limit()),
                unit(row.lead()),
                row.joint().stream().map(StoredRuleBook::unit).toList(),
                supervisor == null ? null : unit(supervisor),
                row.opening(),
                row.closing(),
                row.admission(),
                row.fundNote());
    }

    private static UnitName unit(Unit unit) {
        return new UnitName(unit.code(), unit.name());
    }

    @Override
    public List<Gap> gaps(long fromMillis, long toMillis) {
        return tables.gaps(fromMillis, toMillis).stream()
                .map(gap -> new Gap(gap.classCode(), gap.community(), gap.cases()))
                .toList();
    }

    @Override
    public Preview preview(Question question) {
        Rules rules = tables.rules();
        TimeLimit limit;
        String decidedBy;
        String given = question.limit();
        String code = question.classCode();
        if (given != null) {
            limit = limit(given);
            decidedBy = "given";
        } else if (code != null) {
            LocalDate day = day(question.startMillis());
            Optional<ResponsibilityList.Row> row = rules.list()
                    .find(
                            code,
                            question.place(),
                            null,
                            question.startMillis(),
                            rules.calendar().zone());
            Optional<CaseClass> one = rules.classes().find(code, day);
            if (row.isEmpty() && one.isEmpty()) {
                throw new RefusedException(Reason.NO_SUCH_CLASS, "no class " + code + " on " + day);
            }
            limit = row.map(ResponsibilityList.Row::limit)
                    .or(() -> one.map(CaseClass::limit))
                    .orElse(DEFAULT_LIMIT);
            boolean ofRow = row.map(found -> found.ownLimit() != null).orElse(false);
            decidedBy = ofRow
                    ? row.map(ResponsibilityList.Row::version).orElseThrow()
                    : one.map(CaseClass::version).orElse("default");
        } else {
            throw new RefusedException(Reason.BAD_LIMIT, "a class or a limit is needed");
        }
        List<PreviewStep> steps = new ArrayList<>();
        for (Stretch part : limit.stretches(question.startMillis(), rules.calendar())) {
            steps.add(new PreviewStep(part.what().name(), part.fromMillis(), part.toMillis(), part.restMillis()));
        }
        return new Preview(
                said(limit),
                decidedBy,
                rules.calendar().zone().getId(),
                question.startMillis(),
                steps.get(steps.size() - 1).toMillis(),
                steps);
    }

    private static TimeLimit limit(String text) {
        String[] parts = text.strip().split("[ _]+", 2);
        try {
            TimeLimit limit = new TimeLimit(Integer.parseInt(parts[0]), TimeLimit.Unit.of(parts[1]));
            if (limit.value() > 1_000) {
                throw new IllegalArgumentException("longer than anybody waits");
            }
            return limit;
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new RefusedException(
                    Reason.BAD_LIMIT,
                    "'" + text.substring(0, Math.min(40, text.length())) + "' is not a limit such as '4 work_hour', at"
                            + " most 1000 of a unit of "
                            + List.of(TimeLimit.Unit.values()).toString().toLowerCase(Locale.ROOT));
        }
    }

    private LocalDate today() {
        return day(ticker.epochMillis());
    }

    private LocalDate day(long millis) {
        return Instant.ofEpochMilli(millis)
                .atZone(tables.rules().calendar().zone())
                .toLocalDate();
    }
}
