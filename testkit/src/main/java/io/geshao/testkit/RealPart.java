package io.geshao.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A program that a test runs for real and that may be missing on a developer's machine. What the CI script installs may
 * not be missing there: with {@code CI=true} that is a failure, elsewhere the test is skipped by name.
 */
public enum RealPart {
    MOSQUITTO("mosquitto"),
    MOSQUITTO_PUB("mosquitto_pub"),
    COAP_CLIENT("coap-client", "coap-client-openssl", "coap-client-gnutls", "coap-client-notls"),
    CHROMIUM("chromium"),
    CHROMEDRIVER("chromedriver"),
    CURL("curl");

    @SuppressWarnings("ImmutableEnumChecker") // never handed out, never written
    private final String[] names;

    RealPart(String... names) {
        this.names = names;
    }

    /** Where the program is, or empty. Debian keeps servers in {@code /usr/sbin}, which is not on every PATH. */
    public Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The program, or the end of the test: skipped elsewhere, failed in CI. */
    public Path orSkip(Class<?> test) {
        Optional<Path> found = find();
        if (found.isPresent()) {
            RealParts.ran(test.getSimpleName(), name(), found.get().toString());
            return found.get();
        }
        String why = names[0] + " is not installed";
        RealParts.skipped(test.getSimpleName(), name(), why);
        if (inCi()) {
            throw new IllegalStateException(why + ", and the CI script installs it");
        }
        throw new TestAbortedException(why);
    }

    public static boolean inCi() {
        return "true".equals(System.getenv("CI"));
    }
}
