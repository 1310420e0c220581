package dev.holdfast.fuzz;

import dev.holdfast.http1.client.HttpClientMachine;
import dev.holdfast.http1.client.HttpClientMachine.Next;
import dev.holdfast.http1.client.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * All that an HTTP back end may send: head parser, framing, chunked decoder and machine together. However the bytes are cut they mean the
 * same, and no field that is passed on can end its line. The first byte is the request's: HEAD, and an offer to change protocols.
 */
public final class HttpResponseFuzzer {
    private static final int MAX_HEAD = 1024;
    private static final int MAX_FIELDS = 10;

    private HttpResponseFuzzer() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] wire = Arrays.copyOfRange(input, 1, input.length);
        String whole = read(input[0], wire, wire.length);
        String single = read(input[0], wire, 1);
        Oracle.require(whole.equals(single), "single bytes change nothing", whole, single);
    }

    private static String read(byte kind, byte[] wire, int atOnce) {
        HttpClientMachine machine = new HttpClientMachine(Duration.ofSeconds(1), MAX_HEAD, MAX_FIELDS);
        machine.request(request(kind), 0);
        StringBuilder read = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap(wire);
        for (int limit = 0; limit < wire.length; ) {
            limit = Math.min(wire.length, limit + atOnce);
            in.limit(limit);
            Next next = machine.next(in, limit);
            while (next == Next.INTERIM || next == Next.HEAD || next == Next.BODY || next == Next.CONTINUE) {
                note(machine, next, read);
                next = machine.next(in, limit);
            }
            if (next != Next.MORE) {
                return read + "\n" + next + " " + machine.violation() + " " + machine.trailers() + " "
                        + (next == Next.FAIL ? "" : in.position());
            }
        }
        Next last = machine.peerClosed(false, wire.length);
        return read + "\n" + last + " " + machine.failure() + " " + machine.isReusable();
    }

    private static void note(HttpClientMachine machine, Next next, StringBuilder read) {
        if (next == Next.BODY) {
            read.append(StandardCharsets.ISO_8859_1.decode(machine.content().duplicate()));
            return;
        }
        if (next == Next.HEAD || next == Next.INTERIM) {
            machine.head().fields().forEach(field -> {
                String text = field.name() + field.value();
                Oracle.require(
                        text.chars().allMatch(c -> (c >= ' ' && c != 0x7F) || c == '\t'),
                        "a field is of one line",
                        text);
            });
            read.append(machine.head().status()).append(machine.head().fields());
        }
    }

    private static HttpRequest request(byte kind) {
        return new HttpRequest(0, (kind & 1) != 0, (kind & 2) != 0, false);
    }
}
