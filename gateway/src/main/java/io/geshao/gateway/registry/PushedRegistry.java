package io.geshao.gateway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.geshao.core.config.Launcher.StartException;
import io.geshao.gateway.centre.Centre;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry that the centre pushes: fetched when the centre has another one, checked, kept on disk, put in force. One
 * that is no good leaves the old one where it is. A gateway that has one on disk starts with it, whether its centre is
 * there or not. Fetches on a thread of its own.
 */
public final class PushedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushedRegistry.class);
    private static final ObjectMapper JSON = new JsonMapper();
    private static final long ANSWER_S = 60;

    private final RegistryDisk disk;
    private final Centre centre;
    private final String token;
    private final ExecutorService fetcher = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "registry-fetch");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean fetching = new AtomicBoolean();
    private final RegistrySource source;
    private volatile String judged; // version seen last; written at start, then by the fetcher's thread
    private volatile Map<String, String> rules; // as judged
    private volatile @Nullable String fault; // written by the fetcher's thread only

    private PushedRegistry(Path folder, Centre centre, String token) {
        this.disk = new RegistryDisk(folder);
        this.centre = centre;
        this.token = token;
        RegistryDisk.Kept first = first();
        this.source = new RegistrySource(first.registry());
        this.judged = first.version();
        this.rules = first.rules();
    }

    /**
     * The registry on disk, or, where there is none yet, the centre's. Blocks.
     *
     * @throws StartException if there is neither
     */
    public static PushedRegistry open(Path folder, Centre centre, String token) {
        return new PushedRegistry(folder, centre, token);
    }

    private RegistryDisk.Kept first() {
        try {
            RegistryDisk.Kept kept = disk.load().orElse(null);
            return kept == null ? fetch() : kept;
        } catch (IOException | IllegalArgumentException | CompletionException e) {
            throw new StartException("there is no registry, on disk or at the centre: " + e.getMessage(), e);
        }
    }

    /** The registry in force. */
    public RegistrySource source() {
        return source;
    }

    /** The rules that came with it, YAML by file name; empty if the centre pushes none. */
    public Map<String, String> rules() {
        return rules;
    }

    /** Version of the last one that was looked at: the one in force, or one that is no good and not asked for again. */
    public String version() {
        return judged;
    }

    /** The centre has another version: fetches it. Any thread; never blocks. */
    public void changed(String there) {
        if (fetching.compareAndSet(false, true)) {
            fetcher.execute(() -> {
                try {
                    RegistryDisk.Kept kept = fetch();
                    judged = kept.version();
                    rules = kept.rules();
                    source.replace(kept.registry());
                    LOG.info(
                            "another registry is in force, {} devices",
                            kept.registry().devices().size());
                    fault = null;
                } catch (IOException | RuntimeException e) { // whatever is wrong with it, the old one stays
                    if (e instanceof IllegalArgumentException) {
                        judged = there;
                    }
                    if (fault == null) {
                        LOG.warn("the centre's registry {} is not taken, the old one stays: {}", there, e.toString());
                    }
                    fault = e.toString();
                } finally {
                    fetching.set(false);
                }
            });
        }
    }

    private RegistryDisk.Kept fetch() throws IOException {
        Centre.Answer answer = centre.get("registry", Map.of(), token)
                .toCompletableFuture()
                .orTimeout(ANSWER_S, TimeUnit.SECONDS)
                .join();
        if (answer.status() != 200) {
            throw new IOException("the centre answers " + answer.text());
        }
        JsonNode root = JSON.readTree(answer.body());
        Map<String, String> files = new TreeMap<>();
        root.path("files")
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        return disk.keep(root.path("version").asText(), files);
    }

    /** {@code up}, or why the centre's registry is not in force. */
    public String health() {
        String wrong = fault;
        return wrong == null ? "up" : "the centre's registry is not taken: " + wrong;
    }

    @Override
    public void close() {
        fetcher.shutdownNow();
    }
}
