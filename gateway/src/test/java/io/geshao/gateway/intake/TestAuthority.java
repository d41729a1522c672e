package io.geshao.gateway.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate authority that lives as long as a test: the JDK's {@code keytool} makes the keys (elliptic, P-256) in a
 * folder, and the certificates are written out as PEM.
 */
public final class TestAuthority {
    private static final String PASSWORD = "only-for-this-test";

    private final Path folder;
    private final Path store;
    private final Path certificate;

    /** Files of one certificate and its key, PEM. */
    public record Issued(Path certificate, Path key) {}

    /**
     * Makes the authority's own key.
     *
     * @param folder where its files go; another authority needs another folder
     */
    public TestAuthority(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        this.store = folder.resolve("keys.p12");
        keytool("-alias", "authority", "-dname", "CN=test authority", "-ext", "bc:c");
        this.certificate = write("authority").certificate();
    }

    /** The authority's own certificate. */
    public Path certificate() {
        return certificate;
    }

    /** A certificate for a subject {@code CN=name}, good for 127.0.0.1 as a server, too. */
    public Issued issue(String name) throws IOException, InterruptedException {
        keytool(
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-signer",
                "authority",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost");
        return write(name);
    }

    private void keytool(String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", // it lives for half a second
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
        command.addAll(Arrays.asList(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private Issued write(String name) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            StringBuilder chain = new StringBuilder();
            for (Certificate each : keys.getCertificateChain(name)) {
                chain.append(pem("CERTIFICATE", each.getEncoded()));
            }
            Key key = keys.getKey(name, PASSWORD.toCharArray());
            return new Issued(
                    Files.writeString(folder.resolve(name + ".cert.pem"), chain),
                    Files.writeString(folder.resolve(name + ".key.pem"), pem("PRIVATE KEY", key.getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IOException("the key store that keytool wrote", e);
        }
    }

    private static String pem(String what, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }
}
