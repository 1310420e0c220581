package dev.holdfast.connector.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AddressLimitTest {
    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    @Test
    void anAddressGetsAsManyAsTheLimitAndOneMoreWheneverOneEnds() throws Exception {
        AddressLimit limit = new AddressLimit(2);
        InetAddress client = address("192.0.2.1");
        assertThat(limit.admit(client)).isTrue();
        assertThat(limit.admit(client)).isTrue();
        assertThat(limit.admit(client)).isFalse();
        assertThat(limit.admit(client)).as("a refusal is not counted").isFalse();
        limit.left(client);
        assertThat(limit.admit(client)).isTrue();
        assertThat(limit.admit(client)).isFalse();
    }

    @Test
    void addressesAreCountedApart() throws Exception {
        AddressLimit limit = new AddressLimit(1);
        assertThat(limit.admit(address("192.0.2.1"))).isTrue();
        assertThat(limit.admit(address("192.0.2.2"))).isTrue();
        assertThat(limit.admit(address("2001:db8::1"))).isTrue();
    }

    @Test
    void ipv6AddressesOfOneNetworkOf64BitsAreOne() throws Exception {
        AddressLimit limit = new AddressLimit(1);
        assertThat(limit.admit(address("2001:db8:1:2::1"))).isTrue();
        assertThat(limit.admit(address("2001:db8:1:2:ffff:ffff:ffff:ffff"))).isFalse();
        assertThat(limit.admit(address("2001:db8:1:3::1"))).isTrue();
    }

    @Test
    void aMappedAddressIsItsIpv4Address() throws Exception {
        AddressLimit limit = new AddressLimit(1);
        assertThat(limit.admit(address("192.0.2.1"))).isTrue();
        assertThat(limit.admit(address("::ffff:192.0.2.1"))).isFalse();
    }

    @Test
    void nothingIsKeptOfAnAddressWithoutConnections() throws Exception {
        AddressLimit limit = new AddressLimit(1);
        for (int i = 1; i < 255; i++) {
            InetAddress client = address("192.0.2." + i);
            limit.admit(client);
            limit.admit(client);
            limit.left(client);
        }
        assertThat(limit.addresses()).isZero();
    }

    @Test
    void noLimitIsNotSet() {
        assertThat(new AddressLimit(-1).isSet()).isFalse();
        assertThat(new AddressLimit(1).isSet()).isTrue();
    }

    @Test
    void threadsNeverGetMoreThanTheLimitTogether() throws Exception {
        AddressLimit limit = new AddressLimit(3);
        InetAddress client = address("192.0.2.1");
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(4);
        List<CompletableFuture<Void>> all = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            await(together);
                            for (int i = 0; i < 20_000; i++) {
                                if (limit.admit(client)) {
                                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                                    open.decrementAndGet();
                                    limit.left(client);
                                }
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        all.forEach(CompletableFuture::join);
        assertThat(most.get()).isBetween(1, 3);
        assertThat(limit.addresses()).isZero();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
