package io.geshao.standalone;

import io.geshao.core.config.Launcher;
import io.geshao.devicesim.GenerateCommand;
import java.util.Arrays;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** The command line: {@code ./geshao COMMAND}. */
@Command(
        name = "geshao",
        description = "Geshao: readings from a community's sensors become alerts, alerts become cases.",
        subcommands = {
            DemoCommand.class,
            TokenCommand.class,
            DecodeCommand.class,
            EnvCommand.class,
            GatewayCommand.class,
            RulesCommand.class,
            PeopleCommand.class,
            GenerateCommand.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "  run                 Runs the platform on a registry of your own; keys as --key=value, in a file",
            "                      (--config=FILE) or as GESHAO_KEY. 'geshao run --help' lists them.",
        })
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        configureLogging();
        if (args.length > 0 && args[0].equals("run")) {
            String[] rest = Arrays.copyOfRange(args, 1, args.length);
            if (Arrays.asList(rest).contains("--help")) {
                System.out.print(RunProgram.HELP);
                return;
            }
            Launcher.run("geshao", rest, System.getenv(), new RunProgram());
            return;
        }
        CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Main::oneLine);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof Launcher.StartException) {
                System.err.println("geshao: " + e.getMessage());
                return 1;
            }
            throw e;
        });
        System.exit(line.execute(args));
    }

    /** Logs go to standard error, one line each, warnings and our own news only; a result on standard output stays clean. */
    private static void configureLogging() {
        if (System.getProperty("java.util.logging.config.file") == null) {
            try (var in = Main.class.getResourceAsStream("/logging.properties")) {
                LogManager.getLogManager().readConfiguration(in);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException("the packaged logging.properties cannot be read", e);
            }
        }
    }

    private static int oneLine(ParameterException e, String[] args) {
        System.err.println("geshao: " + e.getMessage() + " ('geshao help' lists what there is)");
        return 2;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
