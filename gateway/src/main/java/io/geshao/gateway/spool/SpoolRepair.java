package io.geshao.gateway.spool;

import java.nio.file.Path;

final class SpoolRepair {
    private SpoolRepair() {}

    static long repair(Path folder, long nowMillis) {
        return 0;
    }
}
