package io.geshao.console.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page and its libraries from the class path: {@code web/} at the root, webjars under {@code /webjars/}. Files are
 * kept in memory once read; library paths carry a version and are cached by browsers for a year, our own are asked for
 * again with their entity tag. Any thread.
 */
public final class WebFiles {
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9@_][A-Za-z0-9@._-]*)+");
    private static final Pattern INLINE_SCRIPT =
            Pattern.compile("<script(?![^>]*\\ssrc\\s*=)[^>]*>(.*?)</script>", Pattern.DOTALL);
    private static final String WEBJARS = "/webjars/";
    private static final long KEPT_BYTES = 64L << 20;
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("geojson", "application/geo+json"),
            Map.entry("map", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("woff2", "font/woff2"));

    private final ClassLoader classPath;
    private final Map<String, Document> kept = new ConcurrentHashMap<>();
    private final AtomicLong keptBytes = new AtomicLong();

    public WebFiles(ClassLoader classPath) {
        this.classPath = classPath;
    }

    /** The file at a path, or a refusal; blocking. */
    Answer answer(String path, Call call) {
        Document document = find(path.equals("/") ? "/index.html" : path)
                .orElseThrow(() -> Refusal.of(Reason.NO_SUCH_PATH, "there is nothing at this path"));
        return document.answer(call, path.startsWith(WEBJARS) ? "public, max-age=31536000, immutable" : "no-cache");
    }

    private Optional<Document> find(String path) {
        Document known = kept.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (type == null || path.contains("..") || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        byte[] content = read(path.startsWith(WEBJARS) ? "META-INF/resources" + path : "web" + path);
        if (content == null) {
            return Optional.empty();
        }
        Document document = Document.of(type, content);
        if (keptBytes.addAndGet(document.sizeBytes()) <= KEPT_BYTES) {
            kept.put(path, document);
        } else {
            keptBytes.addAndGet(-document.sizeBytes());
        }
        return Optional.of(document);
    }

    private byte @Nullable [] read(String resource) {
        URL url = classPath.getResource(resource);
        if (url == null) {
            return null;
        }
        try (InputStream in = url.openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("class path entry " + resource, e);
        }
    }

    /**
     * What the page may load and run: our own files only. Inline scripts of {@code index.html} (an import map cannot be a
     * file) are allowed by their hash. Style attributes are allowed since chart tooltips and map controls need them;
     * style elements are not.
     */
    public String contentSecurityPolicy() {
        StringBuilder scripts = new StringBuilder("'self'");
        byte[] page = read("web/index.html");
        if (page != null) {
            Matcher inline = INLINE_SCRIPT.matcher(new String(page, StandardCharsets.UTF_8));
            while (inline.find()) {
                scripts.append(" 'sha256-").append(sha256(inline.group(1))).append('\'');
            }
        }
        return "default-src 'none'; script-src " + scripts
                + "; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'"
                + "; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'"
                + "; base-uri 'none'; frame-ancestors 'none'";
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
