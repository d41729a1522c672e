package io.geshao.gateway.centre;

import io.geshao.gateway.uplink.UplinkTls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Requests to {@code {centre}/uplink/v1/…} on connections of their own: one that waits for news holds up no batch. Any thread. */
public final class Centre implements AutoCloseable {
    private static final int CONNECT_WITHIN_MILLIS = 5_000;
    /** Longer than the centre lets a gateway wait for news. */
    private static final long ANSWER_WITHIN_MILLIS = 40_000;

    private final Context context;
    private final HttpClient client;
    private final String base;
    private final String gateway;

    /** @param tls how the centre is known and this gateway to it, as for batches */
    public Centre(Vertx vertx, URI centre, String gateway, UplinkTls tls) {
        this.context = vertx.getOrCreateContext();
        HttpClientOptions options =
                new HttpClientOptions().setConnectTimeout(CONNECT_WITHIN_MILLIS).setKeepAliveTimeout(60);
        tls.applyTo(options);
        this.client = vertx.createHttpClient(options);
        String url = centre.toString();
        this.base = (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + "/uplink/v1/";
        this.gateway = gateway;
    }

    /** An answer, whatever its status. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Answer(int status, byte[] body) {
        /** The body as a line for people, cut short. */
        public String text() {
            String text = new String(body, StandardCharsets.UTF_8);
            return status + " " + text.substring(0, Math.min(200, text.length()));
        }
    }

    /** @param token bearer token; empty for none */
    public CompletionStage<Answer> get(String path, Map<String, String> parameters, String token) {
        return send(HttpMethod.GET, path, parameters, token, Buffer.buffer());
    }

    public CompletionStage<Answer> post(String path, String token, byte[] json) {
        return send(HttpMethod.POST, path, Map.of(), token, Buffer.buffer(json));
    }

    private CompletionStage<Answer> send(
            HttpMethod method, String path, Map<String, String> parameters, String token, Buffer body) {
        StringJoiner query = new StringJoiner("&", "?", "");
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("gateway", gateway);
        all.forEach((name, value) -> query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        RequestOptions request = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(base + path + query)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (!token.isEmpty()) {
            request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        Promise<Answer> answered = Promise.promise();
        // On the event loop, where the answer's body cannot come in before somebody listens for it.
        context.runOnContext(now -> exchange(request, body)
                .timeout(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(answered));
        return answered.future().toCompletionStage();
    }

    private Future<Answer> exchange(RequestOptions request, Buffer body) {
        return client.request(request)
                .compose(out -> body.length() == 0 ? out.send() : out.send(body))
                .compose(in -> in.body().map(bytes -> new Answer(in.statusCode(), bytes.getBytes())));
    }

    @Override
    public void close() {
        client.close();
    }
}
