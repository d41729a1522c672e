package io.geshao.standalone;

import io.geshao.core.CommunityId;
import io.geshao.core.DeviceId;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.downlink.GatewayTable;
import io.geshao.ingest.downlink.GatewayTable.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code geshao gateway}: which gateways an installation has. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = "Adds, lists and removes the gateways of an installation (gateways.tsv in its registry folder).")
final class GatewayCommand {
    private static final int TOKEN_BYTES = 32;

    @Option(
            names = "--registry",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            defaultValue = ".geshao/registry",
            description = "registry folder of the centre, default ${DEFAULT-VALUE}")
    private Path registry = Path.of("");

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Makes a one-time provisioning token for a gateway and prints it. For a gateway that is there"
                    + " already, a new one: its credential holds until the new token is used.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--communities", defaultValue = "*", description = "codes with commas, default all")
                    String communities,
            @Option(
                            names = "--valid",
                            defaultValue = "PT24H",
                            description = "how long the token can be used, default ${DEFAULT-VALUE}")
                    Duration valid)
            throws IOException {
        if (!DeviceId.isValid(name)) {
            System.err.println("geshao: '" + name + "' is no name for a gateway");
            return 2;
        }
        Set<CommunityId> served = new TreeSet<>();
        if (!communities.equals(GatewayTable.ALL)) {
            List.of(communities.split(",", -1)).forEach(code -> served.add(new CommunityId(code.strip())));
        }
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        long expires = Ticker.system().epochMillis() + valid.toMillis();
        Map<String, Entry> entries = GatewayTable.read(registry);
        entries.put(name, new Entry(name, served, Registry.hashOf(token.getBytes(StandardCharsets.UTF_8)), expires));
        GatewayTable.write(registry, entries);
        System.out.println(token);
        System.err.println("geshao: good once, until " + Instant.ofEpochMilli(expires)
                + "; start the gateway with --gateway.name=" + name + " --provisioning.token=…");
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the gateways and what they serve.")
    int list() throws IOException {
        for (Entry entry : GatewayTable.read(registry).values()) {
            System.out.println(entry.gateway() + "\t"
                    + (entry.communities().isEmpty() ? GatewayTable.ALL : entry.communities())
                    + "\ttoken until " + Instant.ofEpochMilli(entry.tokenExpiresMillis()));
        }
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Takes a gateway out: the centre lets it in no more, within a second.")
    int remove(@Parameters(paramLabel = "NAME") String name) throws IOException {
        Map<String, Entry> entries = GatewayTable.read(registry);
        if (entries.remove(name) == null) {
            System.err.println("geshao: there is no gateway '" + name + "'");
            return 1;
        }
        GatewayTable.write(registry, entries);
        return 0;
    }
}
