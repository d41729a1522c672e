package io.geshao.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geshao.bench.fuzz.FuzzRun;
import io.geshao.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./geshao bench fuzz}: malformed input over the three doors of a running gateway. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = "Sends seeded malformed inputs over the MQTT, CoAP and broker doors of a running gateway, beside"
                + " honest devices. Fails if anything crashes, leaks, is refused without a name or disturbs them.")
public final class FuzzDoors implements Callable<Integer> {
    @Option(names = "--inputs", defaultValue = "5000000", description = "how many; default ${DEFAULT-VALUE}")
    private long inputs;

    @Option(names = "--seed", defaultValue = "1", description = "same seed, same inputs; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FuzzDoors()).execute(args));
    }

    /** Kept here, since a logger that nobody holds forgets its level. */
    private static final Logger CALIFORNIUM = Logger.getLogger("org.eclipse.californium");

    @Override
    public Integer call() throws IOException, InterruptedException {
        CALIFORNIUM.setLevel(Level.WARNING); // it tells of every malformed datagram
        Path folder = Files.createTempDirectory("geshao-fuzz");
        try (FuzzRun run = new FuzzRun(seed, RealPart.MOSQUITTO.find(), folder)) {
            run.run(inputs);
            List<String> problems = run.problems();
            System.out.println(json ? result(run, problems).toPrettyString() : text(run, problems));
            return problems.isEmpty() ? 0 : 1;
        } finally {
            Folders.delete(folder);
        }
    }

    private ObjectNode result(FuzzRun run, List<String> problems) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode result = mapper.createObjectNode();
        result.put("seed", seed)
                .put("inputs", run.inputs())
                .put("inputs_per_second", Math.round(run.inputsPerSecond()));
        ObjectNode doors = result.putObject("doors");
        run.doors().forEach((door, tally) -> {
            ObjectNode node = doors.putObject(door)
                    .put("inputs", tally.inputs())
                    .put("answerable", tally.answerable())
                    .put("accepted", tally.accepted())
                    .put("without_answer", tally.withoutAnswer())
                    .put("refused_without_name", tally.unnamedRefusals());
            node.set("refused", mapper.valueToTree(tally.refusals()));
        });
        result.set("rejected_by_reason", mapper.valueToTree(run.refusedHere()));
        result.set("live_bytes", mapper.valueToTree(run.liveBytes()));
        result.set("open_files", mapper.valueToTree(run.openFiles()));
        result.set("honest_slowest_millis", mapper.valueToTree(run.slowestAnswers()));
        result.put("honest_messages", run.honestMessages()).put("declared_gaps", run.givenUp());
        result.set("problems", mapper.valueToTree(problems));
        return result;
    }

    private static String text(FuzzRun run, List<String> problems) {
        StringBuilder text =
                new StringBuilder(String.format("%d inputs, %.0f a second%n", run.inputs(), run.inputsPerSecond()));
        run.doors()
                .forEach((door, tally) -> text.append(String.format(
                        "%-12s %9d inputs, %9d answerable, %9d taken in, refused: %s%n",
                        door, tally.inputs(), tally.answerable(), tally.accepted(), tally.refusals())));
        text.append(String.format(
                "rejections by reason, single metrics included: %s%nlive bytes %s, open files %s%n"
                        + "honest devices: %d messages, slowest answers %s ms%n",
                run.refusedHere(), run.liveBytes(), run.openFiles(), run.honestMessages(), run.slowestAnswers()));
        if (problems.isEmpty()) {
            text.append("nothing crashed, leaked, was refused without a name or disturbed the others");
        }
        problems.forEach(problem -> text.append("PROBLEM: ").append(problem).append('\n'));
        return text.toString();
    }
}
