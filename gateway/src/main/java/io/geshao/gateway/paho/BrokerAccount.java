package io.geshao.gateway.paho;

import io.geshao.core.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How to reach a broker.
 *
 * @param url {@code tcp://host:port}, or {@code ssl://host:port} for TLS
 * @param clientId names the session at the broker: the same for the life of this gateway, unlike any other's
 * @param user empty for none
 * @param group several gateways of one group share the messages of the broker; empty for none
 * @param window how many messages the broker may have under way to us, announced as our Receive Maximum
 * @param caFile who vouches for the broker, PEM; empty for whom the JDK trusts
 * @param certificateFile shown to the broker, PEM; empty for none
 * @param keyFile private key of that certificate, PEM in PKCS #8 form
 */
public record BrokerAccount(
        String url,
        String clientId,
        String user,
        String password,
        String group,
        int window,
        String caFile,
        String certificateFile,
        String keyFile) {
    /** Far below what brokers allow, and enough for a full commit of the spool. */
    static final int DEFAULT_WINDOW = 512;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");
    private static final Pattern GROUP = Pattern.compile("[^/+#]*");

    /** A broker without TLS that is not shared. */
    BrokerAccount(String url, String clientId, String user, String password) {
        this(url, clientId, user, password, "", DEFAULT_WINDOW, "", "", "");
    }

    /**
     * Reads every broker of the gateway. {@code broker.urls} lists those that need no more than an address and one
     * account; {@code broker.names} lists those with keys of their own, {@code broker.NAME.url} and so on, where what a
     * broker does not say is taken from the keys without name.
     */
    public static List<BrokerAccount> read(Settings in, String gateway) {
        BrokerAccount common = read(in, "broker.", "", new BrokerAccount("", "geshao-" + gateway, "", ""));
        List<BrokerAccount> brokers = new ArrayList<>();
        list(in, "broker.urls").forEach(url -> brokers.add(common.at(url)));
        for (String name : list(in, "broker.names")) {
            if (NAME.matcher(name).matches()) {
                String prefix = "broker." + name + ".";
                brokers.add(read(in, prefix, in.required(prefix + "url").trim(), common));
            } else {
                in.fault("broker.names: '" + name + "' is not a word of small letters and digits");
            }
        }
        brokers.forEach(broker -> broker.check(in));
        return List.copyOf(brokers);
    }

    private static BrokerAccount read(Settings in, String prefix, String url, BrokerAccount common) {
        return new BrokerAccount(
                url,
                in.text(prefix + "client.id", common.clientId),
                in.text(prefix + "user", common.user),
                in.text(prefix + "password", common.password),
                in.text(prefix + "group", common.group),
                in.number(prefix + "window", common.window, 1, 65_535),
                in.text(prefix + "ca.file", common.caFile),
                in.text(prefix + "cert.file", common.certificateFile),
                in.text(prefix + "key.file", common.keyFile));
    }

    private static List<String> list(Settings in, String key) {
        return Arrays.stream(in.text(key, "").split(",", -1))
                .map(String::trim)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private BrokerAccount at(String address) {
        return new BrokerAccount(address, clientId, user, password, group, window, caFile, certificateFile, keyFile);
    }

    private void check(Settings in) {
        if (!isAddress()) {
            in.fault("broker: '" + url + "' is not tcp://host:port or ssl://host:port");
        }
        if (certificateFile.isEmpty() != keyFile.isEmpty()) {
            in.fault("broker '" + url + "': cert.file and key.file go together");
        }
        if (!GROUP.matcher(group).matches()) {
            in.fault("broker '" + url + "': group '" + group + "' has a character of topic filters");
        }
    }

    private boolean isAddress() {
        try {
            URI address = new URI(url);
            return ("tcp".equals(address.getScheme()) || "ssl".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getPort() > 0;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    boolean isSecure() {
        return url.startsWith("ssl:");
    }

    /** The filter as it is subscribed to: that of the group, if there is one. */
    String shared(String filter) {
        return group.isEmpty() ? filter : "$share/" + group + "/" + filter;
    }

    /** Without the password: configurations get printed. */
    @Override
    public String toString() {
        return "BrokerAccount[" + url + ", " + clientId + ", user '" + user + "', group '" + group + "']";
    }
}
