package io.geshao.gateway.spool;

import io.geshao.core.DeviceId;
import io.geshao.gateway.codec.MessageIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** The messages of one group commit as bytes: count, then device, kind, boot, seq, body hash and epoch of each. */
final class SeenCodec {
    private SeenCodec() {}

    static byte[] write(List<DedupWindow.Seen> group) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 + group.size() * 48);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(group.size());
            for (DedupWindow.Seen seen : group) {
                out.writeUTF(seen.device().value());
                out.writeByte(code(seen.identity().kind()));
                out.writeInt((int) seen.identity().boot());
                out.writeLong(seen.identity().seq());
                out.writeLong(seen.identity().bodyHash());
                out.writeInt(seen.epoch());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    static void read(byte[] body, long atMillis, Consumer<DedupWindow.Seen> consumer) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                DeviceId device = new DeviceId(in.readUTF());
                MessageIdentity identity = new MessageIdentity(
                        kind(in.readByte()), in.readInt() & 0xffff_ffffL, in.readLong(), in.readLong());
                consumer.accept(new DedupWindow.Seen(device, identity, in.readInt(), atMillis));
            }
        }
    }

    private static int code(MessageIdentity.Kind kind) {
        return switch (kind) {
            case COUNTED -> 0;
            case BY_CONTENT -> 1;
            case BY_CONTENT_IN_A_ROW -> 2;
        };
    }

    private static MessageIdentity.Kind kind(int code) throws IOException {
        return switch (code) {
            case 0 -> MessageIdentity.Kind.COUNTED;
            case 1 -> MessageIdentity.Kind.BY_CONTENT;
            case 2 -> MessageIdentity.Kind.BY_CONTENT_IN_A_ROW;
            default -> throw new IOException("no kind of message has the code " + code);
        };
    }
}
