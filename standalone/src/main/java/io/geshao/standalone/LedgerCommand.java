package io.geshao.standalone;

import com.zaxxer.hikari.HikariDataSource;
import io.geshao.core.CommunityId;
import io.geshao.incident.store.Ledger;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code geshao ledger}: the timelines of cases as evidence. */
@Command(
        name = "ledger",
        description = "Checks the timelines of cases.",
        subcommands = {LedgerCommand.Verify.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class LedgerCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine.usage(spec.commandLine(), System.out);
    }

    /** {@code geshao ledger verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Recomputes the hash chain of every community's timeline from its first entry, and names the"
                    + " first broken one.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:every chain is intact", "1:one is broken, or no database", "2:the command line is wrong"
            })
    static final class Verify implements Callable<Integer> {
        @ArgGroup(exclusive = false, heading = "%nThe platform whose cases they are:%n")
        private RulesDatabase platform = new RulesDatabase();

        @Override
        public Integer call() {
            try (HikariDataSource database = platform.open()) {
                Ledger ledger = new Ledger(database);
                List<CommunityId> communities = ledger.communities();
                boolean intact = true;
                for (CommunityId community : communities) {
                    Ledger.Verdict verdict = ledger.verify(community);
                    boolean good = verdict.finding() == Ledger.Finding.INTACT;
                    intact &= good;
                    System.out.printf(
                            "%-20s %-16s %8d entries  last %s%s%n",
                            community.value(),
                            verdict.finding(),
                            verdict.entries(),
                            verdict.lastHash(),
                            good ? "" : "  first broken: " + verdict.firstBroken());
                }
                if (communities.isEmpty()) {
                    System.out.println("no case has a timeline yet");
                }
                return intact ? 0 : 1;
            }
        }
    }
}
