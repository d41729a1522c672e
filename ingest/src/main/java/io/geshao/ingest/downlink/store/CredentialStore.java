package io.geshao.ingest.downlink.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Which gateway proves itself with what, since it came with which provisioning token. Hashes only. Any thread. */
public final class CredentialStore {
    private final Transactions transactions;

    public CredentialStore(DataSource database) {
        this.transactions = new Transactions(database);
    }

    /** @param tokenHash of the provisioning token that was used up for it */
    public record Credential(String gateway, String tokenHash, String credentialHash) {}

    /** What became of an attempt to use up a token. */
    public enum Outcome {
        /** The gateway has its credential; also when the same attempt was made before and its answer was lost. */
        PROVISIONED,
        /** Somebody has used the token for another credential. */
        TOKEN_USED
    }

    public Map<String, Credential> all() {
        return transactions.run(connection -> {
            Map<String, Credential> credentials = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "select gateway, token_sha256, credential_sha256 from telemetry.gateway_credential");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Credential credential = new Credential(rows.getString(1), rows.getString(2), rows.getString(3));
                    credentials.put(credential.gateway(), credential);
                }
            }
            return credentials;
        });
    }

    /** Uses up a token: one statement decides who was first. */
    public Outcome provision(Credential wanted, long nowMillis) {
        return transactions.run(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(
                    "insert into telemetry.gateway_credential as had (gateway, token_sha256, credential_sha256, since_ms)"
                            + " values (?, ?, ?, ?) on conflict (gateway) do update set"
                            + " token_sha256 = excluded.token_sha256,"
                            + " credential_sha256 = excluded.credential_sha256, since_ms = excluded.since_ms"
                            + " where had.token_sha256 <> excluded.token_sha256"
                            + " or had.credential_sha256 = excluded.credential_sha256")) {
                upsert.setString(1, wanted.gateway());
                upsert.setString(2, wanted.tokenHash());
                upsert.setString(3, wanted.credentialHash());
                upsert.setLong(4, nowMillis);
                return upsert.executeUpdate() == 1 ? Outcome.PROVISIONED : Outcome.TOKEN_USED;
            }
        });
    }
}
