package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.connector.PooledByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StreamBuffersTest {
    private final StreamBuffers buffers = new StreamBuffers(2);

    @Test
    void thereAreSoManyAndNoMore() {
        PooledByteBuffer first = take();
        PooledByteBuffer second = take();
        assertThat(first.getBuffer().remaining()).isEqualTo(StreamBuffers.SIZE);
        assertThat(buffers.take()).isNull();
        second.close();
        assertThat(buffers.take()).isNotNull();
        assertThat(buffers.left()).isZero();
    }

    @Test
    void oneIsGivenBackOnce() {
        PooledByteBuffer taken = take();
        assertThat(taken.isOpen()).isTrue();
        taken.close();
        taken.close();
        assertThat(taken.isOpen()).isFalse();
        assertThat(buffers.left()).isEqualTo(2);
    }

    private PooledByteBuffer take() {
        return Objects.requireNonNull(buffers.take());
    }
}
