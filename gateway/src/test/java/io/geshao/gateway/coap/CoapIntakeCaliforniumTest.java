package io.geshao.gateway.coap;

/** The same requests, all of them through Californium. */
final class CoapIntakeCaliforniumTest extends CoapIntakeTest {
    @Override
    CoapIntake.Ways ways() {
        return CoapIntake.Ways.CALIFORNIUM_ONLY;
    }
}
