package io.geshao.console.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.SecureString;
import com.password4j.types.Argon2;
import io.geshao.casework.Actor;
import io.geshao.casework.Role;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;

/**
 * The account of the configuration, a name and an Argon2 hash: the first administrator, with every role everywhere.
 * Without a hash nobody can log in with it.
 */
public final class LocalAccount {
    /** Argon2id with 19 MiB, two passes, one lane: the first of OWASP's equal choices. */
    private static final Argon2Function FUNCTION = Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);

    private static final Set<Role> EVERY_ROLE = EnumSet.complementOf(EnumSet.of(Role.SYS));
    private static final int SALT_BYTES = 16;

    private final String user;
    private final String hash;
    private final Argon2Function function;

    private LocalAccount(String user, String hash, Argon2Function function) {
        this.user = user;
        this.hash = hash;
        this.function = function;
    }

    /** @throws IllegalArgumentException if the hash is neither empty nor an encoded Argon2 hash */
    public static LocalAccount of(String user, String hash) {
        if (hash.isEmpty()) {
            // a hash of nothing anybody knows, so that a wrong name and a missing password take the same time
            byte[] nobodyKnows = new byte[32];
            new SecureRandom().nextBytes(nobodyKnows);
            return new LocalAccount(user, encode(new String(nobodyKnows, StandardCharsets.ISO_8859_1)), FUNCTION);
        }
        try {
            return new LocalAccount(user, hash, Argon2Function.getInstanceFromHash(hash));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not an encoded Argon2 hash", e);
        }
    }

    /** The encoded hash of a password, with a random salt. */
    public static String hash(char[] password) {
        return encode(new SecureString(password));
    }

    private static String encode(CharSequence password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return Password.hash(password).addSalt(salt).with(FUNCTION).getResult();
    }

    String user() {
        return user;
    }

    boolean accepts(String password) {
        return Password.check(password, hash).with(function);
    }

    Actor actor() {
        return new Actor(user, EVERY_ROLE, "", "");
    }
}
