package dev.holdfast.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xnio.conduits.StreamSinkConduit;

final class SetAsideConduitTest {
    private static final int THRESHOLD = SetAsideConduit.FLUSH_MAX_THRESHOLD;

    /** What the kernel still takes. */
    private int room;

    private final List<String> calls = new ArrayList<>();
    private final List<Byte> sent = new ArrayList<>();

    private final SetAsideConduit conduit = new SetAsideConduit((StreamSinkConduit) Proxy.newProxyInstance(
            StreamSinkConduit.class.getClassLoader(),
            new Class<?>[] {StreamSinkConduit.class},
            (self, called, args) -> {
                if (called.getName().equals("write")) {
                    return take((ByteBuffer) args[0]);
                }
                calls.add(called.getName());
                return called.getReturnType() == boolean.class ? Boolean.TRUE : null;
            }));

    private int take(ByteBuffer bytes) {
        int taken = Math.min(room, bytes.remaining());
        room -= taken;
        for (int i = 0; i < taken; i++) {
            sent.add(bytes.get());
        }
        return taken;
    }

    private static ByteBuffer bytes(int from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (from + i));
        }
        return bytes.flip();
    }

    @Test
    void whatTheKernelTakesIsNotSetAside() throws Exception {
        room = 10;
        assertThat(conduit.write(bytes(0, 10))).isEqualTo(10);
        conduit.terminateWrites();
        assertThat(conduit.flush()).isTrue();
        assertThat(sent).hasSize(10);
        assertThat(calls).containsExactly("terminateWrites", "flush");
    }

    @Test
    void soMuchIsSetAsideAndNoMore() throws Exception {
        room = 10;
        assertThat(conduit.write(bytes(0, THRESHOLD + 30))).isEqualTo(THRESHOLD + 10);
        assertThat(conduit.write(bytes(0, 5))).isZero();
        room = 3;
        assertThat(conduit.write(bytes(0, 5))).isEqualTo(3);
    }

    @Test
    void theEndWaitsForWhatIsSetAside() throws Exception {
        room = 4;
        assertThat(conduit.write(bytes(0, 10))).isEqualTo(10);
        conduit.terminateWrites();
        assertThat(conduit.isWriteShutdown()).isTrue();
        assertThat(conduit.flush()).isFalse();
        assertThat(calls).isEmpty();
        room = 100;
        assertThat(conduit.flush()).isTrue();
        assertThat(calls).containsExactly("terminateWrites", "flush");
        assertThat(sent).isEqualTo(list(bytes(0, 10)));
    }

    @Test
    void bytesKeepTheirOrder() throws Exception {
        ByteBuffer all = bytes(0, 3 * THRESHOLD);
        ByteBuffer expected = all.duplicate();
        int turn = 0;
        while (all.hasRemaining()) {
            room = turn++ % 3 * 1000;
            ByteBuffer part = all.slice().limit(Math.min(7000, all.remaining()));
            all.position(all.position() + conduit.write(part));
        }
        room = Integer.MAX_VALUE;
        assertThat(conduit.flush()).isTrue();
        assertThat(sent).isEqualTo(list(expected));
    }

    @Test
    void whatIsCutOffIsForgotten() throws Exception {
        conduit.write(bytes(0, 10));
        conduit.truncateWrites();
        room = 100;
        assertThat(conduit.flush()).isTrue();
        assertThat(sent).isEmpty();
        assertThat(calls).containsExactly("truncateWrites", "flush");
    }

    private static List<Byte> list(ByteBuffer bytes) {
        List<Byte> list = new ArrayList<>();
        while (bytes.hasRemaining()) {
            list.add(bytes.get());
        }
        return list;
    }
}
