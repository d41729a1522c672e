package io.geshao.gateway;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.RegistryFiles;
import io.geshao.gateway.centre.Centre;
import io.geshao.gateway.centre.Credential;
import io.geshao.gateway.downlink.Downlink.RegistryNews;
import io.geshao.gateway.registry.PushedRegistry;
import io.geshao.gateway.registry.RegistrySource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a gateway stands to its centre. With a credential of its own, or a token to get one, it takes its registry from
 * there; without, it shares a secret with the centre and reads its registry from a folder.
 *
 * @param token what it proves itself with; empty if nothing is asked for
 * @param rules those it judges by itself, YAML by file name
 */
record Standing(
        String token,
        RegistrySource registry,
        RegistryNews news,
        Supplier<Map<String, String>> rules,
        AutoCloseable part) {

    /** @throws StartException if it is not let in, or has no registry */
    static Standing of(GatewayConfig config, String provisioningToken, Centre centre) {
        Path home = config.spoolDir().resolve("centre");
        Optional<String> kept = Credential.in(home);
        if (kept.isEmpty() && provisioningToken.isEmpty()) {
            return new Standing(
                    config.uplinkToken(),
                    new RegistrySource(read(config.registryDir())),
                    RegistryNews.none(),
                    fixed(config.edge().rules()),
                    () -> {});
        }
        String credential = kept.orElseGet(() -> Credential.provision(home, centre, config.name(), provisioningToken));
        PushedRegistry pushed = PushedRegistry.open(home.resolve("registry"), centre, credential);
        RegistryNews news = new RegistryNews() {
            @Override
            public String version() {
                return pushed.version();
            }

            @Override
            public void changed(String version) {
                pushed.changed(version);
            }
        };
        return new Standing(credential, pushed.source(), news, pushed::rules, pushed);
    }

    private static Supplier<Map<String, String>> fixed(Map<String, String> rules) {
        return () -> rules;
    }

    private static io.geshao.core.registry.Registry read(Path folder) {
        try {
            return RegistryFiles.read(folder);
        } catch (IOException e) {
            throw new StartException("registry folder '" + folder + "' cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new StartException("registry: " + e.getMessage(), e);
        }
    }
}
