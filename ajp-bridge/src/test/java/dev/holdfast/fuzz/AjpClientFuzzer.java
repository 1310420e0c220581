package dev.holdfast.fuzz;

import dev.holdfast.ajp13.AjpClientMachine;
import dev.holdfast.ajp13.AjpClientMachine.Next;
import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.AjpResponseDecoder;
import dev.holdfast.ajp13.RequestBody;
import dev.holdfast.time.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The front's machine with a driver that keeps its rules and a container that sends any bytes at all. The first two bytes are the driver's:
 * what it asks, and how it goes on between two messages.
 */
public final class AjpClientFuzzer {
    private static final int MAX_HEADERS = 8;
    private static final AjpClientTimeouts TIMEOUTS =
            new AjpClientTimeouts(Duration.ofNanos(5), Duration.ofNanos(10), Duration.ofNanos(20));

    private AjpClientFuzzer() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 2) {
            new Life(input).live();
        }
    }

    private static final class Life {
        private final AjpClientMachine machine = new AjpClientMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE);
        private final AjpResponseDecoder decoder = new AjpResponseDecoder(AjpPacket.DEFAULT_SIZE, MAX_HEADERS);
        private final ByteBuffer in;
        private final int plan;
        private final int manner;
        private long now;
        private long length;
        private long sent;
        private boolean ended;

        Life(byte... input) {
            plan = input[0] & 0xFF;
            manner = input[1] & 0xFF;
            in = ByteBuffer.wrap(input, 2, input.length - 2);
        }

        void live() {
            boolean over = false;
            for (int exchange = 0; exchange < 4 && !over; exchange++) {
                over = (plan >> exchange & 1) != 0 ? !ping() : !exchange(exchange);
            }
        }

        private boolean ping() {
            machine.ping(now);
            Next next = receive();
            while (next == Next.CONTINUE) {
                next = receive();
            }
            check(next);
            return next == Next.READY;
        }

        private boolean exchange(int number) {
            length = (manner >> 4) * 3_000L;
            RequestBody body = (plan >> (4 + number) & 1) != 0 ? RequestBody.CHUNKED : RequestBody.fixed(length);
            sent = 0;
            ended = body.kind() == RequestBody.Kind.NONE;
            machine.request(body, (manner & 1) != 0, now);
            Next next = Next.CONTINUE;
            while (next != Next.END && next != Next.END_AND_CLOSE && next != Next.FAIL) {
                feed(body);
                now++;
                next = receive();
            }
            check(next);
            if (next == Next.END) {
                Oracle.require(ended || sent == length, "reused only with the whole body sent", sent, length);
            }
            return next == Next.END;
        }

        /** Gives the container what it is owed, or, where the client is slow, nothing yet. */
        private void feed(RequestBody body) {
            int due = machine.bodyDue();
            if (due == AjpClientMachine.NOTHING_DUE || (manner & 2) != 0) {
                return;
            }
            boolean more = body.kind() != RequestBody.Kind.NONE && sent < length && due > 0;
            if (more) {
                int bytes = (int) Math.min(due, Math.min(length - sent, 1 + (manner & 0xF) * 700));
                machine.bodySent(bytes, now);
                sent += bytes;
            } else if (due == 0 || body.kind() == RequestBody.Kind.CHUNKED) {
                machine.bodyEnded(now);
                ended = true;
            }
        }

        private Next receive() {
            FromContainer message = decoder.decode(in);
            if (message != null) {
                return machine.received(message, in.remaining(), now);
            }
            if (decoder.violation() != null) {
                return machine.violated(decoder.violation());
            }
            if ((manner & 4) != 0) {
                machine.pause();
                Oracle.require(machine.nextDeadline() == Deadline.NONE || !machine.isReusable(), "paused", now);
                machine.resume(now);
            }
            long deadline = machine.nextDeadline();
            if (deadline == Deadline.NONE) {
                return machine.peerClosed(now);
            }
            Oracle.require(machine.timeout(deadline - 1) == Next.CONTINUE, "not early", deadline);
            now = deadline;
            return machine.timeout(now);
        }

        private void check(Next next) {
            boolean good = next == Next.END || next == Next.READY;
            Oracle.require(machine.isReusable() == good, "reusable after " + next, machine.isReusable());
            Oracle.require((next == Next.FAIL) == (machine.failure() != null), "a failure has its reason", next);
            Oracle.require(good || machine.nextDeadline() == Deadline.NONE, "nothing to wait for", next);
            Oracle.require(machine.bodyDue() == AjpClientMachine.NOTHING_DUE, "nothing is owed", next);
        }
    }
}
