package io.geshao.gateway.centre;

import io.geshao.core.config.Launcher.StartException;
import io.geshao.core.registry.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The secret by which the centre knows this gateway. Made here, told to nobody: the centre gets its hash, once, together
 * with the provisioning token. It lies on disk before it is sent, so that an answer that gets lost can be asked for again.
 */
public final class Credential {
    private static final String FILE = "credential";
    private static final String UNCONFIRMED = "credential.new";
    private static final int BYTES = 32;
    private static final long ANSWER_S = 30;

    private Credential() {}

    /** The credential of a gateway that is let in; empty before that. */
    public static Optional<String> in(Path folder) {
        return read(folder.resolve(FILE));
    }

    /**
     * Trades the token for a credential. Blocks.
     *
     * @throws StartException if the centre does not take the token, or cannot be reached
     */
    public static String provision(Path folder, Centre centre, String gateway, String token) {
        String credential = read(folder.resolve(UNCONFIRMED)).orElseGet(() -> make(folder));
        String hash = Registry.hashOf(credential.getBytes(StandardCharsets.UTF_8));
        String body = "{\"gateway\":\"" + gateway + "\",\"credential_sha256\":\"" + hash + "\"}";
        Centre.Answer answer;
        try {
            answer = centre.post("provision", token, body.getBytes(StandardCharsets.UTF_8))
                    .toCompletableFuture()
                    .orTimeout(ANSWER_S, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            String why = e.getCause() instanceof TimeoutException ? "no answer" : String.valueOf(e.getCause());
            throw new StartException("the centre cannot be reached to be let in: " + why, e);
        }
        if (answer.status() != 204) {
            throw new StartException(
                    "the centre does not take the provisioning token: " + answer.text(),
                    new IOException(answer.text()));
        }
        try {
            Files.move(folder.resolve(UNCONFIRMED), folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartException("the credential cannot be kept in " + folder + ": " + e, e);
        }
        return credential;
    }

    private static String make(Path folder) {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        String credential = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Path file = folder.resolve(UNCONFIRMED);
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(file);
            // Readable for nobody else from its first byte on.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, credential, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            return credential;
        } catch (IOException e) {
            throw new StartException("the credential cannot be kept in " + folder + ": " + e, e);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file).strip() : "";
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            throw new StartException("the credential in " + file + " cannot be read: " + e, e);
        }
    }
}
