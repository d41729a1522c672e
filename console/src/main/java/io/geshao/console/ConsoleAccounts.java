package io.geshao.console;

import io.geshao.console.auth.LocalAccount;

/** Makes what {@code console.password.hash} holds. */
public final class ConsoleAccounts {
    private ConsoleAccounts() {}

    /** The encoded Argon2id hash of a password with a random salt; the caller wipes the characters. */
    public static String hash(char[] password) {
        return LocalAccount.hash(password);
    }
}
