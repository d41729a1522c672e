package io.geshao.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.geshao.core.registry.Registry;
import io.geshao.gateway.codec.PayloadDecoder;
import io.geshao.gateway.intake.Town;
import io.geshao.testkit.FakeTicker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.Exchange.Origin;
import org.eclipse.californium.core.network.stack.AbstractLayer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies in blocks, block by block, between a layer below and one above. */
final class UploadsTest {
    private static final int SZX = 2; // blocks of 64 bytes
    private static final int SIZE = BlockOption.szx2Size(SZX);
    private static final int MAX_OPEN = 2;

    private final FakeTicker ticker = FakeTicker.at(1_760_000_001_000L);
    private final Registry registry = Town.registry();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Uploads uploads = new Uploads(new Speakers(() -> registry), ticker, MAX_OPEN, meters);
    private final List<Request> delivered = new ArrayList<>();
    private final List<Response> sent = new ArrayList<>();
    private int messageId;

    @BeforeEach
    void between() {
        uploads.setUpperLayer(new AbstractLayer() {
            @Override
            public void receiveRequest(Exchange exchange, Request request) {
                delivered.add(request);
            }
        });
        uploads.setLowerLayer(new AbstractLayer() {
            @Override
            public void sendResponse(Exchange exchange, Response response) {
                sent.add(response);
            }
        });
    }

    private void block(String device, int number, boolean more, byte[] payload) {
        block(device, "token-of-" + device, number, more, payload, null);
    }

    private void block(
            String device, String token, int number, boolean more, byte[] payload, @Nullable Integer declared) {
        Request request = new Request(CoAP.Code.POST, CoAP.Type.CON);
        request.getOptions().addUriPath("t").addUriPath(device).addUriQuery("token=" + token);
        request.getOptions().setBlock1(SZX, more, number);
        if (declared != null) {
            request.getOptions().setSize1(declared);
        }
        request.setMID(++messageId);
        request.setToken(new Token(new byte[] {(byte) messageId}));
        request.setPayload(payload);
        InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 40_000 + messageId); // a NAT without memory
        request.setSourceContext(new AddressEndpointContext(peer));
        uploads.receiveRequest(new Exchange(request, peer, Origin.REMOTE, null), request);
    }

    private static byte[] full(int fill) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    private List<ResponseCode> answers() {
        return sent.stream().map(Response::getCode).toList();
    }

    @Test
    void blocks_become_one_request_that_is_answered_as_the_last_of_them() {
        block("d", 0, true, full('a'));
        block("d", 1, true, full('b'));
        block("d", 2, false, new byte[] {'c'});
        assertThat(answers()).containsExactly(ResponseCode.CONTINUE, ResponseCode.CONTINUE);
        Request whole = delivered.get(0);
        assertThat(whole.getPayloadSize()).isEqualTo(2 * SIZE + 1);
        assertThat(whole.getPayloadString()).startsWith("aaa").endsWith("bc");
        assertThat(whole.getMID()).isEqualTo(3);
        assertThat(whole.getToken()).isEqualTo(new Token(new byte[] {3}));
        assertThat(whole.getOptions().hasBlock1()).isFalse();
        assertThat(uploads.size()).isZero();
    }

    @Test
    void block_that_comes_again_is_answered_again_and_counts_once() {
        block("d", 0, true, full('a'));
        block("d", 1, true, full('b'));
        block("d", 1, true, full('b'));
        block("d", 2, false, full('c'));
        assertThat(answers()).containsOnly(ResponseCode.CONTINUE).hasSize(3);
        assertThat(delivered.get(0).getPayloadSize()).isEqualTo(3 * SIZE);
    }

    @Test
    void block_without_those_before_it_is_incomplete() {
        block("d", 1, true, full('b'));
        block("d", 0, true, full('a'));
        block("d", 2, true, full('c'));
        block("d", 1, true, full('b'));
        assertThat(answers())
                .containsExactly(
                        ResponseCode.REQUEST_ENTITY_INCOMPLETE,
                        ResponseCode.CONTINUE,
                        ResponseCode.REQUEST_ENTITY_INCOMPLETE,
                        ResponseCode.REQUEST_ENTITY_INCOMPLETE);
        assertThat(delivered).isEmpty();
        assertThat(uploads.size()).isZero();
    }

    @Test
    void block_that_is_shorter_than_it_says_is_incomplete() {
        block("d", 0, true, new byte[] {'a'});
        assertThat(answers()).containsExactly(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
        assertThat(uploads.size()).isZero();
    }

    @Test
    void device_that_begins_again_is_held_once() {
        block("d", 0, true, full('a'));
        block("d", 1, true, full('b'));
        block("d", 0, true, full('x'));
        assertThat(uploads.size()).isEqualTo(1);
        block("d", 1, false, full('y'));
        assertThat(delivered.get(0).getPayloadString())
                .startsWith("x")
                .endsWith("y")
                .hasSize(2 * SIZE);
    }

    @Test
    void stranger_is_handed_on_with_his_first_block_and_nothing_is_held() {
        block("d", "wrong", 0, true, full('a'), null);
        block("nobody", "token-of-d", 0, true, full('a'), null);
        assertThat(delivered).hasSize(2);
        assertThat(delivered.get(0).getPayloadSize()).isEqualTo(SIZE);
        assertThat(uploads.size()).isZero();
        assertThat(sent).isEmpty();
    }

    @Test
    void body_that_is_declared_too_large_is_handed_on_at_its_first_block() {
        block("d", "token-of-d", 0, true, full('a'), 1_000_000);
        assertThat(delivered.get(0).getOptions().getSize1()).isEqualTo(1_000_000);
        assertThat(uploads.size()).isZero();
    }

    @Test
    void body_that_grows_too_large_is_handed_on_when_it_does() {
        int fits = PayloadDecoder.MAX_BODY / SIZE;
        for (int number = 0; number < fits; number++) {
            block("d", number, true, full('a'));
        }
        assertThat(delivered).isEmpty();
        block("d", fits, true, full('a'));
        assertThat(delivered.get(0).getOptions().getSize1()).isEqualTo(PayloadDecoder.MAX_BODY + 1);
        assertThat(uploads.size()).isZero();
    }

    @Test
    void body_beyond_the_bound_costs_the_one_that_has_waited_longest() {
        block("d", 0, true, full('a'));
        block("e", 0, true, full('a'));
        block("d", 1, true, full('a'));
        block("f", 0, true, full('a'));
        assertThat(uploads.size()).isEqualTo(MAX_OPEN);
        sent.clear();
        block("e", 1, true, full('b'));
        block("d", 2, true, full('b'));
        assertThat(answers()).containsExactly(ResponseCode.REQUEST_ENTITY_INCOMPLETE, ResponseCode.CONTINUE);
        assertThat(meters.get("geshao.gateway.coap.uploads.dropped").counter().count())
                .isEqualTo(1);
    }

    @Test
    void body_that_nobody_goes_on_with_is_forgotten() {
        block("d", 0, true, full('a'));
        ticker.advance(Duration.ofSeconds(60));
        block("e", 0, true, full('a'));
        ticker.advance(Duration.ofSeconds(33));
        uploads.sweep();
        assertThat(uploads.size()).isEqualTo(1);
        ticker.advance(Duration.ofSeconds(60));
        uploads.sweep();
        assertThat(uploads.size()).isZero();
    }
}
