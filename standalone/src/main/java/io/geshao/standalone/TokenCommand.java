package io.geshao.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code geshao token}: what a device of the demo community authenticates with. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints the token of a device or radio gateway of the demo community, or the demo's login.")
final class TokenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IDENTITY", arity = "0..1", description = "device or radio gateway id")
    private String identity = "";

    @Option(names = "--login", description = "print the password of the running demo's console account instead")
    private boolean login;

    @Option(
            names = "--accounts",
            description = "print the demo's accounts of all roles instead: name, role, place, password")
    private boolean accounts;

    @Option(names = "--registry", defaultValue = ".geshao/demo/registry", description = "default ${DEFAULT-VALUE}")
    private Path registry = Path.of("");

    @Override
    public Integer call() throws IOException {
        if (login) {
            System.out.print(Files.readString(registry.resolve(Demo.PASSWORD_FILE), StandardCharsets.UTF_8));
            return 0;
        }
        if (accounts) {
            System.out.print(Files.readString(registry.resolve(DemoAccounts.FILE), StandardCharsets.UTF_8));
            return 0;
        }
        Path file = registry.resolve("demo-credentials.tsv");
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] cells = line.split("\t", -1);
                if (cells[0].equals(identity)) {
                    System.out.println(cells[1]);
                    return 0;
                }
            }
        } catch (NoSuchFileException e) {
            System.err.println("geshao: " + file + " is not there: start a demo first");
            return 1;
        }
        System.err.println("geshao: no '" + identity + "' in " + file);
        return 1;
    }
}
