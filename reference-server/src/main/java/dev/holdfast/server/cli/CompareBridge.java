package dev.holdfast.server.cli;

import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.compare.BackendComparison;
import dev.holdfast.bridge.compare.Difference;
import dev.holdfast.server.mirror.MirrorWar;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code holdfast bridge --compare}: what an application would notice if its front spoke HTTP to it instead of AJP. */
final class CompareBridge {
    @Option(
            names = "--compare",
            description = "Puts the same requests to an AJP and an HTTP back end, says what differs, and ends.")
    boolean compare;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "With --compare: where the requests go. Default /mirror/, the application of --mirror.")
    @Nullable
    String path;

    @Option(names = "--unsafe", description = "With --compare: POST and PUT, too.")
    boolean unsafe;

    @Option(
            names = "--mirror",
            paramLabel = "FILE",
            description = "Writes mirror.war, an application that says what a servlet is told of a request, and ends.")
    @Nullable
    Path mirror;

    /** Writes the application. */
    int write(Path file, PrintWriter out) throws FailedException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FailedException(file + ": is there already");
        }
        new OutputFile("--mirror", file).write(MirrorWar::write);
        out.println("wrote " + file);
        return 0;
    }

    /**
     * Compares, and says what differs.
     *
     * @throws IllegalArgumentException if {@code backends} are not an AJP and an HTTP one
     */
    int run(List<Backend> backends, PrintWriter out) throws IOException {
        Backend ajp = the(Backend.Protocol.AJP, backends);
        Backend http = the(Backend.Protocol.HTTP, backends);
        String where = path == null ? "/mirror/" : path;
        if (!where.startsWith("/") || !where.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "--path must begin with a slash, and have neither spaces nor control characters nor others than ASCII: "
                            + where.replaceAll("[^ -~]", "?"));
        }
        BackendComparison result = BackendComparison.of(ajp, http, where, unsafe);
        result.differences().stream().map(Difference::line).forEach(out::println);
        out.println(result.differences().size() + " differences in " + result.requests() + " requests; "
                + (result.mirrored()
                        ? "what is in brackets is a section of docs/ajp-to-http.md"
                        : "only responses were compared, since nothing at " + where
                                + " says what it was told; --mirror FILE writes an application that does"));
        return 0;
    }

    private static Backend the(Backend.Protocol protocol, List<Backend> backends) {
        List<Backend> found = backends.stream()
                .filter(backend -> backend.protocol() == protocol)
                .toList();
        if (backends.size() != 2 || found.size() != 1) {
            throw new IllegalArgumentException("--compare takes two back ends, ajp://HOST:PORT and http://HOST:PORT");
        }
        return found.get(0);
    }
}
