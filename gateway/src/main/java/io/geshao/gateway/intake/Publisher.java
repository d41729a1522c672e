package io.geshao.gateway.intake;

import org.jspecify.annotations.Nullable;

/**
 * Who brought a message to a door.
 *
 * @param identity the authenticated identity (a device, or the radio gateway it hangs on), or null where the network
 *     itself is trusted
 */
public record Publisher(@Nullable String identity) {
    private static final Publisher TRUSTED = new Publisher(null);

    /** A broker that has already decided who may publish where: any registered device may be spoken for. */
    public static Publisher trustedBroker() {
        return TRUSTED;
    }

    /** An identity whose credential the door has checked. */
    public static Publisher authenticated(String identity) {
        return new Publisher(identity);
    }
}
