package io.geshao.devicesim;

import io.geshao.core.time.Ticker;
import io.geshao.devicesim.community.CommunityPlan;
import io.geshao.devicesim.community.Mode;
import io.geshao.devicesim.community.PeoplePlan;
import io.geshao.devicesim.community.Scale;
import io.geshao.devicesim.community.ScaleWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a virtual community as a registry folder: {@code java … GenerateCommand --folder=demo --mode=demo}. */
@Command(
        name = "generate-community",
        mixinStandardHelpOptions = true,
        description = "Writes a seeded virtual community as a registry folder.")
public final class GenerateCommand implements Callable<Integer> {
    @Option(names = "--folder", required = true, description = "folder to write; made if missing")
    private Path folder = Path.of("");

    @Option(names = "--seed", defaultValue = "7", description = "same seed, same community; default ${DEFAULT-VALUE}")
    private long seed = 7;

    @Option(names = "--mode", defaultValue = "community", description = "community or demo; default ${DEFAULT-VALUE}")
    private String mode = "community";

    @Option(
            names = "--scale",
            description =
                    "community (2,000 devices), or without devices: district (7 streets, 41 communities, 265 grids)"
                            + " or city (4,351 communities); default ${DEFAULT-VALUE}")
    private String scale = "community";

    @Option(names = "--if-absent", description = "leave a folder alone that holds a registry already")
    private boolean ifAbsent;

    /** Where generated communities are. */
    private static final String ZONE = "Asia/Shanghai";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        System.exit(new CommandLine(new GenerateCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (ifAbsent && Files.exists(folder.resolve("devices.tsv"))) {
            say(folder + ": there is a registry already");
            return 0;
        }
        LocalDate today = Instant.ofEpochMilli(Ticker.system().epochMillis())
                .atZone(ZoneId.of(ZONE))
                .toLocalDate();
        if (!scale.equals("community")) {
            int places = ScaleWriter.write(Scale.of(scale), folder, today);
            say(folder + ": " + places + " places, no devices; people in " + folder.resolve("people"));
            return 0;
        }
        CommunityPlan plan = CommunityPlan.generate(seed, Mode.of(mode));
        plan.writeTo(folder);
        PeoplePlan.of(plan, today).writeTo(folder.resolve("people"));
        say(folder + ": " + plan.places().size() + " places, " + plan.devices().size() + " devices, "
                + plan.gateways().size() + " radio gateways");
        return 0;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
