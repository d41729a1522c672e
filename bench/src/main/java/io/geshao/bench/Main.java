package io.geshao.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line of the benchmarks: {@code ./geshao bench NAME}. */
@Command(
        name = "geshao bench",
        description = "Measures Geshao, each figure beside its comparison in the same run.",
        subcommands = {
            AlertLatencyBench.class,
            CasesBench.class,
            CoapBench.class,
            ConnectionsBench.class,
            FuzzDoors.class,
            IngestBench.class,
            QueryBench.class,
            RulesBench.class,
            StorageBench.class,
            StoreBench.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "NAME")
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
