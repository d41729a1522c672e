package io.geshao.gateway.mqtt;

import io.geshao.core.DeviceId;
import io.geshao.core.registry.Registry;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * How a client has shown who it is: by its token, or by a certificate that the TLS listener has checked. Kept for the
 * life of the connection, since a credential can be taken back.
 *
 * @param token null if the certificate alone has to do
 * @param certified common name in the client's certificate, or null if it showed none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by the registry only
record Credential(
        String identity, byte @Nullable [] token, @Nullable String certified) {

    /** A client with a certificate may leave out the user name; if it gives one, it must be the certificate's. */
    static Credential of(String userName, byte @Nullable [] token, @Nullable String certified) {
        return new Credential(userName.isEmpty() && certified != null ? certified : userName, token, certified);
    }

    boolean isGood(Registry registry) {
        if (certified != null && !certified.equals(identity)) {
            return false;
        }
        if (token != null) {
            return registry.authenticates(identity, token);
        }
        return certified != null && isKnown(registry, identity);
    }

    /** Whether a certificate's name is a device's or a radio gateway's. */
    private static boolean isKnown(Registry registry, String identity) {
        return (DeviceId.isValid(identity)
                        && registry.device(new DeviceId(identity)).isPresent())
                || registry.devices().stream()
                        .anyMatch(device -> device.gateway().equals(identity));
    }

    /** The common name in the certificate the client has shown; null without TLS or without certificate. */
    static @Nullable String certifiedBy(@Nullable SslHandler tls) {
        if (tls == null) {
            return null;
        }
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            if (chain.length == 0 || !(chain[0] instanceof X509Certificate own)) {
                return null;
            }
            LdapName subject = new LdapName(own.getSubjectX500Principal().getName());
            for (Rdn part : subject.getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                    return name;
                }
            }
            return "";
        } catch (SSLPeerUnverifiedException e) {
            return null; // it may do without one
        } catch (InvalidNameException e) {
            return ""; // nobody's name
        }
    }
}
