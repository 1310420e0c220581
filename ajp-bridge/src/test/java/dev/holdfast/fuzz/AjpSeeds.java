package dev.holdfast.fuzz;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.RequestBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.ajp13.AjpPacket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Orderly exchanges, as the inputs that each fuzz target of this module begins with. */
public final class AjpSeeds {
    private AjpSeeds() {}

    /** Writes into one directory for each target below {@code args[0]}. */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        write(root.resolve("AjpBytesFuzzer"), bytes());
        write(root.resolve("AjpClientFuzzer"), client());
        write(root.resolve("AjpServerFuzzer"), server());
        write(root.resolve("HttpResponseFuzzer"), http());
    }

    static List<byte[]> bytes() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(input(new int[] {0}, request("GET"), new CPing(), request("PATCH")));
        seeds.add(input(new int[] {4}, request("POST"), new RequestBodyChunk(text("abc"))));
        seeds.add(input(new int[] {1}, head(), new SendBodyChunk(text("abc")), new EndResponse(true), new CPong()));
        seeds.add(input(new int[] {1}, new GetBodyChunk(8186), head(), new EndResponse(false)));
        return seeds;
    }

    static List<byte[]> client() {
        List<byte[]> seeds = new ArrayList<>();
        SendBodyChunk abc = new SendBodyChunk(text("abc"));
        for (int manner : new int[] {0, 1, 2, 4, 0x13, 0x35}) {
            seeds.add(input(new int[] {1, manner}, new CPong(), head(), abc, new EndResponse(true)));
            seeds.add(input(
                    new int[] {0xF0, manner},
                    new GetBodyChunk(8186),
                    new GetBodyChunk(10),
                    head(),
                    abc,
                    new EndResponse(true)));
        }
        return seeds;
    }

    static List<byte[]> server() {
        List<byte[]> seeds = new ArrayList<>();
        for (int manner : new int[] {0, 1, 2, 7, 8}) {
            seeds.add(input(new int[] {0, manner}, request("GET"), new CPing(), request("HEAD")));
            seeds.add(input(
                    new int[] {1, manner},
                    request("POST"),
                    new RequestBodyChunk(text("abc")),
                    new RequestBodyChunk(text(""))));
            seeds.add(input(new int[] {2, manner}, request("POST"), new RequestBodyChunk(text("abc")), request("GET")));
        }
        return seeds;
    }

    static List<byte[]> http() {
        List<byte[]> seeds = new ArrayList<>();
        for (String response : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nSum: 1\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx",
                "HTTP/1.0 200 OK\r\n\r\nuntil the end")) {
            for (char kind = 0; kind < 4; kind++) {
                seeds.add((kind + response).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return seeds;
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static SendHeaders head() {
        return new SendHeaders(200, "OK", List.of(new AjpHeader("Content-Length", "3"), new AjpHeader("X-Own", "v")));
    }

    private static ForwardRequest request(String method) {
        return new ForwardRequest(
                method,
                "HTTP/1.1",
                "/a",
                "192.0.2.7",
                null,
                "a",
                80,
                true,
                List.of(new AjpHeader("Host", "a"), new AjpHeader("X-Own", "v")),
                List.of(
                        AjpAttribute.of(AjpAttribute.Type.SSL_KEY_SIZE, "256"),
                        AjpAttribute.named(AjpAttribute.REMOTE_PORT, "4711")));
    }

    private static byte[] input(int[] first, AjpMessage... messages) {
        ByteBuffer out = ByteBuffer.allocate(4 * AjpPacket.DEFAULT_SIZE);
        AjpEncoder encoder = new AjpEncoder(AjpPacket.DEFAULT_SIZE);
        for (int each : first) {
            out.put((byte) each);
        }
        for (AjpMessage message : messages) {
            boolean unused = message instanceof FromFront front
                    ? encoder.encode(front, out)
                    : message instanceof FromContainer container && encoder.encode(container, out);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void write(Path directory, List<byte[]> seeds) throws IOException {
        Files.createDirectories(directory);
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(directory.resolve("seed-" + i), seeds.get(i));
        }
    }
}
