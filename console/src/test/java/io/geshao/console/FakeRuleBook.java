package io.geshao.console;

import io.geshao.casework.port.AdmissionDesk;
import io.geshao.casework.port.RuleBook;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules in memory: one class, one row, and what is loaded. */
final class FakeRuleBook implements RuleBook {
    private static final Map<String, String> WASTE = Map.of("zh", "垃圾满溢", "en", "Overflowing waste");
    private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

    private final List<Version> loaded = new ArrayList<>();

    @Override
    public synchronized List<Version> versions(Kind kind) {
        return loaded.stream().filter(version -> version.kind() == kind).toList();
    }

    @Override
    public synchronized Optional<String> text(Kind kind, String version) {
        return versions(kind).stream()
                .filter(one -> one.name().equals(version))
                .findFirst()
                .map(one -> "date,kind,slots,note\n");
    }

    @Override
    public synchronized Version load(
            Kind kind, @Nullable LocalDate validFrom, Map<String, String> texts, String reason, String account) {
        if (reason.isBlank()) {
            throw new RefusedException(RefusedException.Reason.REASON_MISSING, "why?");
        }
        String file = texts.keySet().iterator().next();
        if (texts.containsValue("faulty")) {
            throw new RefusedException(
                    RefusedException.Reason.FAULTY_FILE, "1 faults", List.of(new Fault(file, 1, "it says so")));
        }
        Version version = new Version(
                kind, "V" + (loaded.size() + 1), DAY, null, Standing.COMING, account, reason, FakePlatform.NOW);
        loaded.add(version);
        return version;
    }

    @Override
    public synchronized Version withdraw(Kind kind, String version, String reason, String account) {
        return versions(kind).stream()
                .filter(one -> one.name().equals(version))
                .findFirst()
                .orElseThrow(() -> new RefusedException(RefusedException.Reason.NO_SUCH_VERSION, "none " + version));
    }

    @Override
    public List<ClassSheet> classes(String words, @Nullable LocalDate day, int limit) {
        return List.of(new ClassSheet(
                "E01-92-1",
                "GS-C1",
                "01",
                WASTE,
                "E01-92",
                WASTE,
                WASTE,
                WASTE,
                WASTE,
                "working",
                List.of("SANIT"),
                List.of("W2")));
    }

    @Override
    public Optional<DutyList> duties(@Nullable LocalDate day) {
        if (day != null && day.isBefore(DAY)) {
            return Optional.empty();
        }
        UnitName sanit = new UnitName("SANIT", Map.of("zh", "环卫单位", "en", "Sanitation unit"));
        return Optional.of(new DutyList(
                new Version(Kind.RESPONSIBILITY, "GS-1", DAY, null, Standing.IN_FORCE, "", "", null),
                List.of(new DutyRow(
                        "E01-92-1", WASTE, "", WASTE, sanit, List.of(sanit), sanit, WASTE, WASTE, "statutory", ""))));
    }

    @Override
    public Optional<DutyList> published(@Nullable LocalDate day) {
        return duties(day);
    }

    @Override
    public List<Gap> gaps(long fromMillis, long toMillis) {
        return List.of(new Gap("E09-01-1", "yuhua", 3));
    }

    @Override
    public Preview preview(Question question) {
        if (question.classCode() == null && question.limit() == null) {
            throw new RefusedException(RefusedException.Reason.BAD_LIMIT, "a class or a limit is needed");
        }
        long end = question.startMillis() + 3_600_000;
        return new Preview(
                WASTE,
                "GS-1",
                "Asia/Shanghai",
                question.startMillis(),
                end,
                List.of(new PreviewStep("WORK", question.startMillis(), end, 0)));
    }

    /** Requests in memory; one step each. */
    static final class Admissions implements AdmissionDesk {
        private final List<Sheet> sheets = new ArrayList<>();

        @Override
        public synchronized List<Sheet> list(int limit) {
            return List.copyOf(sheets);
        }

        @Override
        public synchronized Optional<Sheet> find(String id) {
            return sheets.stream().filter(sheet -> sheet.id().equals(id)).findFirst();
        }

        @Override
        public synchronized Sheet apply(Wish wish, String account) {
            Sheet sheet = new Sheet(
                    "ZR-2026-000" + (sheets.size() + 1),
                    wish.classCode(),
                    wish.place(),
                    wish.reason(),
                    wish.fundNote(),
                    "APPLIED",
                    wish.untilMillis(),
                    List.of(new SheetStep("APPLY", account, wish.reason(), FakePlatform.NOW)));
            sheets.add(sheet);
            return sheet;
        }

        @Override
        public synchronized Sheet take(String id, Action action, String reason, String account) {
            if (action == Action.APPROVE) {
                throw new RefusedException(RefusedException.Reason.SAME_PERSON, "somebody else decides");
            }
            return find(id).orElseThrow();
        }
    }
}
