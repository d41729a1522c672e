package io.geshao.standalone;

import io.geshao.console.ConsoleAccounts;
import java.security.SecureRandom;

/** Passwords made by the platform: random, and free of characters that look alike when read off a screen. */
final class Passwords {
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 16; // 31^16 is 79 bits

    private Passwords() {}

    static String generate() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    static String hash(String password) {
        return ConsoleAccounts.hash(password.toCharArray());
    }
}
