package io.geshao.standalone;

import com.zaxxer.hikari.HikariDataSource;
import io.geshao.casework.people.ImportReport;
import io.geshao.casework.people.PeopleTable;
import io.geshao.casework.port.PeopleDesk;
import io.geshao.core.time.Ticker;
import io.geshao.incident.people.desk.StoredPeople;
import io.geshao.incident.people.store.PeopleSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code geshao people}: tables of places, units, people and rosters into and out of a platform. */
@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        description = "Imports and exports places, units, people, rosters and households.",
        subcommands = {PeopleCommand.Import.class, PeopleCommand.Export.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "docs/people.md lists the tables and their columns."})
final class PeopleCommand implements Runnable {
    private static final String BY = "command line";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine.usage(spec.commandLine(), System.out);
    }

    private static PeopleDesk desk(HikariDataSource database) {
        return new StoredPeople(database, () -> PeopleSettings.read(database), Ticker.system());
    }

    /** {@code geshao people import}. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description =
                    "Imports tables in the order of their names, each as a whole or, with every fault named, not at"
                            + " all. A file is called after its table: units.csv, or 1-units.csv.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:all is stored", "1:a table has faults; those before it are stored"})
    static final class Import implements Callable<Integer> {
        @Mixin
        private RulesDatabase database = new RulesDatabase();

        @Parameters(paramLabel = "DIR|FILE", arity = "1..*", description = "folders of tables, or tables")
        private List<Path> paths = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            List<Path> files = new ArrayList<>();
            for (Path path : paths) {
                files.addAll(PeopleFolder.filesOf(path));
            }
            for (Path file : files) {
                if (PeopleFolder.tableOf(file).isEmpty() || !Files.isReadable(file)) {
                    System.err.println("geshao: " + file + " is no table that can be read; docs/people.md lists them");
                    return 1;
                }
            }
            try (HikariDataSource open = database.openToWrite()) {
                List<ImportReport> reports = PeopleFolder.importAll(desk(open), files, BY);
                for (int i = 0; i < reports.size(); i++) {
                    ImportReport report = reports.get(i);
                    report.faults().forEach(System.out::println);
                    report.notes().forEach(System.out::println);
                    System.out.println(files.get(i) + ": "
                            + (report.isStored()
                                    ? report.rows() + " rows"
                                    : report.faults().size() + " faults, nothing is stored"));
                }
                return reports.stream().allMatch(ImportReport::isStored) ? 0 : 1;
            }
        }
    }

    /** {@code geshao people export}. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes a table in the form it is imported in, to standard output or a file.")
    static final class Export implements Callable<Integer> {
        @Mixin
        private RulesDatabase database = new RulesDatabase();

        @Parameters(
                paramLabel = "TABLE",
                description = "units, persons, posts, rosters, households, residents, things or places")
        private PeopleTable table = PeopleTable.UNITS;

        @Option(names = "--place", paramLabel = "PATH", description = "only what lies at and below this place")
        private String place = "";

        @Option(names = "--out", paramLabel = "FILE", description = "file to write; default: standard output")
        private Path out = Path.of("");

        @Override
        public Integer call() throws IOException {
            try (HikariDataSource open = database.openToWrite()) {
                String text = desk(open).exportTable(table, place, BY);
                if (out.toString().isEmpty()) {
                    System.out.write(text.getBytes(StandardCharsets.UTF_8));
                    System.out.flush();
                } else {
                    Files.writeString(out, text);
                }
                return 0;
            }
        }
    }
}
