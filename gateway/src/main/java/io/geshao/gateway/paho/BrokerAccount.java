package io.geshao.gateway.paho;

/**
 * How to reach a broker.
 *
 * @param url {@code tcp://host:port}
 * @param clientId names the session at the broker: the same for the life of this gateway, unlike any other's
 * @param user empty for none
 */
public record BrokerAccount(String url, String clientId, String user, String password) {}
