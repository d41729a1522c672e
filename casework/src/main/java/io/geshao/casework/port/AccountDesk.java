package io.geshao.casework.port;

import io.geshao.casework.people.Account;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The accounts of the console. Blocking, any thread. */
public interface AccountDesk {
    /**
     * An account with the secret it proves itself by.
     *
     * @param passwordHash encoded Argon2 hash, or empty if nobody can log in by password
     */
    record Login(Account account, String passwordHash) {
        @Override
        public String toString() {
            return account.toString();
        }
    }

    Optional<Login> find(String name);

    /** All, also closed ones, by name. */
    List<Account> list();

    /**
     * Adds the account, or replaces what it may do.
     *
     * @param passwordHash encoded Argon2 hash, or null to keep the one it has
     * @param by account of who changes it
     */
    void save(Account account, @Nullable String passwordHash, String by);
}
