package dev.holdfast.connector.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xnio.XnioExecutor;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

final class PipelinedOutputTest {
    private static final StreamSinkConduit NOBODY = (StreamSinkConduit) Proxy.newProxyInstance(
            StreamSinkConduit.class.getClassLoader(),
            new Class<?>[] {StreamSinkConduit.class},
            (proxy, method, args) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private final Socket socket = new Socket();
    private final Timer timer = new Timer();
    private final PipelinedOutput output =
            new PipelinedOutput(socket, new DefaultByteBufferPool(false, 16), new HeldOutputs(timer));

    /** Takes as many bytes as it is told to. */
    private static final class Socket extends AbstractStreamSinkConduit<StreamSinkConduit> {
        private final List<String> writes = new ArrayList<>();
        private int room = Integer.MAX_VALUE;

        Socket() {
            super(NOBODY);
        }

        @Override
        public int write(ByteBuffer src) {
            return (int) write(new ByteBuffer[] {src}, 0, 1);
        }

        @Override
        public long write(ByteBuffer[] srcs, int offset, int length) {
            StringBuilder taken = new StringBuilder();
            for (int i = offset; i < offset + length; i++) {
                while (srcs[i].hasRemaining() && room > 0) {
                    taken.append((char) srcs[i].get());
                    room--;
                }
            }
            writes.add(taken.toString());
            return taken.length();
        }

        @Override
        public boolean flush() {
            writes.add("flush");
            return true;
        }
    }

    private static final class Timer implements XnioExecutor {
        private final List<Runnable> waiting = new ArrayList<>();

        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public Key executeAfter(Runnable command, long time, TimeUnit unit) {
            waiting.add(command);
            return () -> waiting.remove(command);
        }

        @Override
        public Key executeAtInterval(Runnable command, long time, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        void fire() {
            waiting.remove(0).run();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private long write(String... parts) throws IOException {
        ByteBuffer[] srcs = new ByteBuffer[parts.length];
        for (int i = 0; i < parts.length; i++) {
            srcs[i] = bytes(parts[i]);
        }
        return output.write(srcs, 0, srcs.length);
    }

    @Test
    void whatIsHeldGoesOutWithTheNextThatIsNot() throws IOException {
        output.hold(true, false);
        assertThat(write("one", " two")).isEqualTo(7);
        assertThat(output.flush()).isTrue();
        assertThat(write(" three")).isEqualTo(6);
        assertThat(socket.writes).isEmpty();
        output.hold(false, false);
        assertThat(write(" four")).isEqualTo(5);
        assertThat(socket.writes).containsExactly("one two three four");
        assertThat(output.flush()).isTrue();
        assertThat(socket.writes).containsExactly("one two three four", "flush");
    }

    @Test
    void whatDoesNotFitTakesTheRestAlong() throws IOException {
        output.hold(true, false);
        write("0123456789");
        assertThat(write("abcdef")).isEqualTo(6);
        assertThat(socket.writes).isEmpty();
        assertThat(write("g")).isEqualTo(1);
        assertThat(socket.writes).containsExactly("0123456789abcdefg");
    }

    @Test
    void whatTheSocketDoesNotTakeIsKeptInOrder() throws IOException {
        output.hold(true, false);
        write("0123456789");
        output.hold(false, false);
        socket.room = 4;
        assertThat(write("abc")).isZero();
        assertThat(output.flush()).isFalse();
        socket.room = 7;
        assertThat(write("abc")).isEqualTo(1);
        socket.room = 100;
        assertThat(write("bc")).isEqualTo(2);
        assertThat(String.join("", socket.writes)).isEqualTo("0123456789abc");
    }

    @Test
    void aReleaseWritesWhatIsHeldAndHoldsNoMore() throws IOException {
        output.hold(true, false);
        write("one");
        output.release();
        assertThat(socket.writes).containsExactly("one");
        write("two");
        assertThat(socket.writes).containsExactly("one", "two");
    }

    @Test
    void whatAHandlerMayKeepWaitingIsReleasedByTheTimer() throws IOException {
        output.hold(true, true);
        write("one");
        output.hold(true, true);
        write("two");
        assertThat(timer.waiting).hasSize(1);
        socket.room = 4;
        timer.fire();
        assertThat(socket.writes).containsExactly("onet");
        assertThat(timer.waiting).as("a timer for the rest").hasSize(1);
        socket.room = 100;
        timer.fire();
        assertThat(socket.writes).containsExactly("onet", "wo");
        assertThat(timer.waiting).isEmpty();
        output.hold(true, true);
        assertThat(timer.waiting).hasSize(1);
    }

    @Test
    void whatIsLetGoAndNotTakenIsSeenToByTheTimer() throws IOException {
        output.hold(true, false);
        write("one");
        socket.room = 1;
        output.letGo();
        assertThat(socket.writes).containsExactly("o");
        assertThat(timer.waiting).hasSize(1);
        socket.room = 100;
        timer.fire();
        assertThat(socket.writes).containsExactly("o", "ne");
        output.letGo();
        assertThat(timer.waiting).isEmpty();
    }

    @Test
    void whatIsHeldAtTheEndIsGivenUp() throws IOException {
        output.hold(true, false);
        write("one");
        output.close();
        output.release();
        write("two");
        assertThat(socket.writes).containsExactly("two");
    }
}
