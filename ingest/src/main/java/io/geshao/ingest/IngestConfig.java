package io.geshao.ingest;

import io.geshao.core.config.Settings;
import io.geshao.ingest.http.BatchEndpoint;
import io.geshao.ingest.http.EndpointTls;
import io.geshao.ingest.store.Keeping;
import java.time.Duration;

/**
 * What ingest can be told.
 *
 * @param host address to listen on
 * @param port for the gateways' batches, health and metrics; 0 for any free one
 * @param token shared secret of the uplink; empty lets every gateway in
 * @param batchBytes largest batch over HTTP
 * @param ackTimeout how long a gateway's request waits for the commit before it is told to come again
 * @param queuedBatches how many batches may wait for the writer
 * @param queuedReadings how many readings may wait in them
 * @param groupReadings after how many readings a transaction takes no further batch
 * @param keeping how long things are kept
 * @param tls of the gateways' door
 */
public record IngestConfig(
        String host,
        int port,
        String token,
        int batchBytes,
        Duration ackTimeout,
        int queuedBatches,
        int queuedReadings,
        int groupReadings,
        Keeping keeping,
        EndpointTls tls) {

    public static IngestConfig read(Settings in) {
        return new IngestConfig(
                in.text("bind.host", "0.0.0.0"),
                in.port("ingest.port", 8081),
                in.text("ingest.token", ""),
                in.number("ingest.batch.bytes", 16 << 20, 1 << 16, 256 << 20),
                in.time("ingest.ack.timeout", "PT10S"),
                in.number("ingest.queue.batches", 4_096, 1, 1_000_000),
                in.number("ingest.queue.readings", 500_000, 1, 10_000_000),
                in.number("ingest.group.readings", 4_096, 1, 1_000_000),
                Keeping.read(in),
                EndpointTls.read(in));
    }

    /** What of it concerns the gateways' door. */
    public BatchEndpoint.Options endpoint() {
        return new BatchEndpoint.Options(host, port, token, batchBytes, ackTimeout, tls);
    }
}
