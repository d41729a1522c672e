package io.geshao.ingest.downlink;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Registry;
import io.geshao.core.time.Ticker;
import io.geshao.ingest.downlink.GatewayTable.Entry;
import io.geshao.ingest.downlink.RegistryShelf.Snapshot;
import io.geshao.ingest.downlink.store.CredentialStore;
import io.geshao.ingest.downlink.store.CredentialStore.Credential;
import io.geshao.ingest.http.GatewayGate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which gateways there are, what each proves itself with, and the registry that is each one's. Looks every second whether
 * the registry folder has changed; what cannot be read leaves the last state in force. Asking never blocks.
 */
public final class Roster implements GatewayGate, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);
    private static final String BEARER = "Bearer ";
    private static final List<String> WATCHED =
            List.of(GatewayTable.FILE, "places.tsv", "devices.tsv", "credentials.tsv", "profiles.yaml");

    private final Path folder;
    private final CredentialStore store;
    private final Ticker ticker;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "registry-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile State state; // replaced by the watcher's thread after the start
    private volatile Map<String, Credential> credentials; // by hash; replaced by the watcher's thread after the start
    private volatile @Nullable String fault; // written by the watcher's thread only

    private record State(List<String> seen, Map<String, Entry> gateways, RegistryShelf shelf) {}

    /** What a provisioning attempt comes to. */
    enum Provisioning {
        PROVISIONED,
        UNKNOWN_TOKEN,
        NOT_YOUR_NAME,
        TOKEN_EXPIRED,
        TOKEN_USED
    }

    private Roster(Path folder, CredentialStore store, Ticker ticker) throws IOException {
        this.folder = folder;
        this.store = store;
        this.ticker = ticker;
        this.state = read(seen());
        this.credentials = Map.of();
    }

    /** @throws StartException if the folder cannot be read */
    public static Roster open(Path folder, DataSource database, Ticker ticker) {
        try {
            Roster roster = new Roster(folder, new CredentialStore(database), ticker);
            roster.readCredentials();
            ScheduledFuture<?> unused = roster.watcher.scheduleWithFixedDelay(roster::look, 1, 1, TimeUnit.SECONDS);
            return roster;
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("the registry in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private State read(List<String> seen) throws IOException {
        return new State(seen, GatewayTable.read(folder), RegistryShelf.read(folder));
    }

    /** Size and time of every file that counts. */
    private List<String> seen() throws IOException {
        List<String> seen = new ArrayList<>();
        List<Path> watched = new ArrayList<>();
        WATCHED.forEach(name -> watched.add(folder.resolve(name)));
        watched.addAll(RegistryShelf.rules(folder));
        for (Path file : watched) {
            if (Files.exists(file)) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                seen.add(file.getFileName().toString()
                        + ' '
                        + attributes.size()
                        + ' '
                        + attributes.lastModifiedTime()
                        + ' '
                        + attributes.fileKey());
            }
        }
        return seen;
    }

    private void look() {
        try {
            List<String> now = seen();
            if (!now.equals(state.seen)) {
                state = read(now);
                LOG.info("the registry in {} has changed, {} gateways", folder, state.gateways.size());
            }
            readCredentials();
            fault = null;
        } catch (IOException | RuntimeException e) { // the last state stays in force, whatever it is
            if (fault == null) {
                LOG.warn("the registry in {} cannot be read, the last one stays: {}", folder, e.toString());
            }
            fault = e.toString();
        }
    }

    private void readCredentials() {
        Map<String, Credential> byHash = new HashMap<>();
        store.all().values().forEach(credential -> byHash.put(credential.credentialHash(), credential));
        credentials = byHash;
    }

    @Override
    public Admission admit(String authorization) {
        Credential credential = credentials.get(hashOf(authorization));
        return credential != null && state.gateways.containsKey(credential.gateway())
                ? new Admission(Decision.AS_ITSELF, credential.gateway())
                : new Admission(Decision.WRONG_TOKEN, "");
    }

    /** By hash, so that how long a look-up takes says nothing about a secret. */
    private static String hashOf(String authorization) {
        String token = authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : "";
        return Registry.hashOf(token.getBytes(StandardCharsets.UTF_8));
    }

    /** Uses up the token of a gateway for a credential. Blocks. */
    Provisioning provision(String authorization, String gateway, String credentialHash) {
        String tokenHash = hashOf(authorization);
        Entry entry = state.gateways.values().stream()
                .filter(candidate -> candidate.tokenHash().equals(tokenHash))
                .findFirst()
                .orElse(null);
        if (entry == null) {
            return Provisioning.UNKNOWN_TOKEN;
        }
        if (!entry.gateway().equals(gateway)) {
            return Provisioning.NOT_YOUR_NAME;
        }
        Credential wanted = new Credential(gateway, tokenHash, credentialHash);
        boolean isRepeated = wanted.equals(store.all().get(gateway));
        if (!isRepeated && entry.tokenExpiresMillis() <= ticker.epochMillis()) {
            return Provisioning.TOKEN_EXPIRED;
        }
        if (store.provision(wanted, ticker.epochMillis()) == CredentialStore.Outcome.TOKEN_USED) {
            return Provisioning.TOKEN_USED;
        }
        readCredentials();
        LOG.info("gateway {} has its credential", gateway);
        return Provisioning.PROVISIONED;
    }

    Optional<Entry> gateway(String name) {
        return Optional.ofNullable(state.gateways.get(name));
    }

    /** The registry of a gateway; empty if there is no such gateway any more. */
    Optional<Snapshot> registryOf(String gateway) {
        State now = state;
        return Optional.ofNullable(now.gateways.get(gateway)).map(entry -> now.shelf.of(entry.communities()));
    }

    /** {@code up}, or what is wrong. */
    public String health() {
        String wrong = fault;
        return wrong == null ? "up" : wrong;
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
