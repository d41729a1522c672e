package io.geshao.casework;

/**
 * A configured channel and how it does.
 *
 * @param name as configured
 * @param limit its limits in words, such as {@code 20/PT1M}
 * @param queued how many notices wait for it
 * @param left how many sends it has left in its shortest window now, the one kept back for life safety included
 * @param fault what went wrong last, empty while it works
 * @param faultMillis since when, 0 while it works
 */
public record ChannelView(
        String name, Channel channel, String limit, int queued, int left, String fault, long faultMillis) {}
