package dev.holdfast.fuzz;

import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.AjpRequestDecoder;
import dev.holdfast.ajp13.AjpServerMachine;
import dev.holdfast.ajp13.AjpServerMachine.Next;
import dev.holdfast.ajp13.AjpServerMachine.State;
import dev.holdfast.ajp13.AjpServerTimeouts;
import dev.holdfast.ajp13.AjpViolation;
import dev.holdfast.ajp13.RequestBody;
import dev.holdfast.time.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The container's machine with a driver that keeps its rules and a front that sends any bytes at all. The first two bytes are the driver's:
 * the bodies that requests announce, and how much of them the handler reads.
 */
public final class AjpServerFuzzer {
    private static final int MAX_HEADERS = 8;
    private static final AjpServerTimeouts TIMEOUTS = new AjpServerTimeouts(
            Duration.ofNanos(1000),
            Duration.ofNanos(2000),
            Duration.ofNanos(300),
            Duration.ofNanos(400),
            Duration.ofNanos(50));

    private AjpServerFuzzer() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 2) {
            new Life(input).live();
        }
    }

    private static final class Life {
        private final AjpServerMachine machine = new AjpServerMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE, 0);
        private final AjpRequestDecoder decoder = new AjpRequestDecoder(AjpPacket.DEFAULT_SIZE, MAX_HEADERS);
        private final ByteBuffer in;
        private final int bodies;
        private final int manner;
        private long now;
        private int served;

        Life(byte... input) {
            bodies = input[0] & 0xFF;
            manner = input[1] & 0xFF;
            in = ByteBuffer.wrap(input, 2, input.length - 2);
        }

        void live() {
            Next next = Next.READ;
            while (next == Next.READ) {
                now++;
                if (!in.hasRemaining()) {
                    next = rest();
                    break;
                }
                machine.bytesArrived(now);
                FromFront message = decoder.decode(in);
                if (message instanceof CPing) {
                    machine.pinged();
                    next = machine.pongWritten(now);
                } else if (message != null) {
                    next = serve();
                } else if (decoder.violation() != null) {
                    next = violated(decoder.violation());
                } else {
                    next = rest();
                }
            }
            over(next);
        }

        private Next serve() {
            int kind = bodies >> (2 * (served % 4)) & 3;
            machine.requestRead(kind == 0 ? RequestBody.NONE : kind == 1 ? RequestBody.CHUNKED : RequestBody.fixed(3));
            served++;
            Oracle.require(machine.requests() == served, "requests are counted", machine.requests(), served);
            AjpViolation violation = null;
            for (int reads = manner & 7; reads > 0 && violation == null && !machine.isBodyComplete(); reads--) {
                int unused = machine.bodyWanted();
                RequestBodyChunk chunk = decoder.decodeBody(in);
                if (chunk == null) {
                    violation = decoder.violation();
                    break;
                }
                violation = machine.bodyReceived(chunk.data().remaining());
            }
            if (violation != null) {
                Next unused = machine.violated(violation, now);
            }
            machine.responseStarted();
            boolean reuse = machine.ended(in.remaining());
            boolean whole = machine.isBodyComplete() && !in.hasRemaining() && violation == null;
            Oracle.require(!reuse || whole, "reused only after all of the body, and nothing else", reuse, whole);
            Next next = machine.endWritten(now);
            Oracle.require((next == Next.READ) == reuse, "goes on where it said so", next, reuse);
            return next;
        }

        private Next violated(AjpViolation found) {
            Next next = machine.violated(found, now);
            Oracle.require(next != Next.READ, "a violation is the end", next, found);
            if (next == Next.REFUSE) {
                Oracle.require(machine.refusalStatus() >= 400, "a refusal has its status", machine.refusalStatus());
                Oracle.require(!machine.ended(0), "a refusal is the last answer", found);
                return machine.endWritten(now);
            }
            return next;
        }

        /** The front says no more. */
        private Next rest() {
            long deadline = machine.nextDeadline();
            if (deadline == Deadline.NONE || (manner & 8) != 0) {
                return machine.peerClosed();
            }
            Oracle.require(machine.timeout(deadline - 1) == Next.READ, "not early", deadline, machine.state());
            now = deadline;
            return machine.timeout(now);
        }

        private void over(Next next) {
            Next last = next;
            if (last == Next.LINGER) {
                Oracle.require(machine.state() == State.LINGERING, "lingers", machine.state());
                last = machine.timeout(machine.nextDeadline());
            }
            Oracle.require(last == Next.CLOSE, "ends", last, machine.state());
            Oracle.require(machine.state() == State.CLOSED, "is closed", machine.state());
            Oracle.require(machine.closeReason() != null, "an end has its reason", last);
            Oracle.require(machine.nextDeadline() == Deadline.NONE, "nothing to wait for", machine.nextDeadline());
        }
    }
}
