package io.geshao.console.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * One open stream. It is either catching up from the logs, page by page as fast as it reads, or live; what it has been
 * sent but not taken is bounded either way. Owned by the event loop.
 */
final class StreamClient {
    /** What became of a write. */
    enum Sent {
        ACCEPTED,
        TOO_SLOW,
        GONE
    }

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final BooleanSupplier stillIn;
    private final Predicate<String> sees;
    private final long pendingLimit;
    private StreamPosition position;
    private boolean live; // as long as the stream is open
    private long pendingBytes;
    private int replayed; // frames, until live

    /** @param sees whether a place is one that the client may hear of */
    StreamClient(
            HttpServerRequest request,
            StreamPosition position,
            BooleanSupplier stillIn,
            Predicate<String> sees,
            long pendingLimit) {
        this.request = request;
        this.response = request.response();
        this.position = position;
        this.stillIn = stillIn;
        this.sees = sees;
        this.pendingLimit = pendingLimit;
    }

    StreamPosition position() {
        return position;
    }

    boolean isLive() {
        return live;
    }

    void goLive(StreamPosition from) {
        position = from;
        live = true;
    }

    boolean isStillIn() {
        return stillIn.getAsBoolean();
    }

    int replayed() {
        return replayed;
    }

    /** Sends a frame that this client has not seen; one it has seen is passed over. */
    Sent offer(Frame frame) {
        if (!position.isBefore(frame)) {
            return Sent.ACCEPTED;
        }
        position = position.with(frame);
        return sees.test(frame.place()) ? write(frame.withId(position)) : Sent.ACCEPTED;
    }

    /** Sends a page of the logs; the position moves over it as a whole. */
    Sent replay(LogReader.Page page) {
        Buffer all = Buffer.buffer();
        for (Frame frame : page.frames()) {
            if (position.isBefore(frame)) {
                position = position.with(frame);
                if (sees.test(frame.place())) {
                    all.appendBuffer(frame.withId(position));
                }
            }
        }
        replayed += page.frames().size();
        position = position.max(page.end());
        return all.length() == 0 ? Sent.ACCEPTED : write(all);
    }

    Sent write(Buffer bytes) {
        if (response.closed() || response.ended()) {
            return Sent.GONE;
        }
        int length = bytes.length();
        // What is larger than the bound goes alone: a page of the logs is sent when nothing else waits.
        if (pendingBytes > 0 && pendingBytes + length > pendingLimit) {
            return Sent.TOO_SLOW;
        }
        pendingBytes += length;
        response.write(bytes).onComplete(done -> pendingBytes -= length);
        return Sent.ACCEPTED;
    }

    /** Runs it on the event loop once all that was written has been taken, or the client has gone. */
    void whenTaken(Runnable next) {
        if (pendingBytes == 0) {
            next.run();
        } else {
            response.write(Buffer.buffer(":\n")).onComplete(done -> next.run());
        }
    }

    boolean isOpen() {
        return !response.closed() && !response.ended();
    }

    /** Ends the connection without waiting for the client to read. */
    void disconnect() {
        request.connection().close();
    }

    /** Ends the stream in order; the client may come back with its position. */
    void end() {
        if (isOpen()) {
            response.end();
        }
    }
}
