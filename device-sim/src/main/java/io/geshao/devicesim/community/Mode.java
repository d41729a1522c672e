package io.geshao.devicesim.community;

/** How often the devices of a plan report: as real ones do, or often enough that minutes of a life fit into a demo. */
public enum Mode {
    /** Intervals of minutes to hours, as a battery allows. */
    COMMUNITY,
    /** Intervals of 6 to 14 seconds: 2,000 devices give about 260 messages a second, and silence shows within a minute. */
    DEMO;

    public static Mode of(String name) {
        return switch (name) {
            case "community" -> COMMUNITY;
            case "demo" -> DEMO;
            default -> throw new IllegalArgumentException("not a mode: '" + name + "' (community or demo)");
        };
    }
}
