package io.geshao.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code geshao env}: random secrets for docker compose. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description = "Prints fresh random secrets for docker-compose.yml; the console's password stands in a comment.")
final class EnvCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        String console = Passwords.generate();
        System.out.println("# Console account: admin, password " + console);
        System.out.println("GESHAO_DB_PASSWORD=" + Passwords.generate());
        System.out.println("GESHAO_INGEST_TOKEN=" + Passwords.generate());
        System.out.println("GESHAO_GRAFANA_PASSWORD=" + Passwords.generate());
        // Single quotes keep compose from expanding the dollar signs of an Argon2 hash.
        System.out.println("GESHAO_CONSOLE_PASSWORD_HASH='" + Passwords.hash(console) + "'");
        return 0;
    }
}
