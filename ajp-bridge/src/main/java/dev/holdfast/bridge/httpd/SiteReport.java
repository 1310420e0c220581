package dev.holdfast.bridge.httpd;

import dev.holdfast.balance.HealthSettings;
import dev.holdfast.config.Remark;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A site in lines of text, for somebody who wants to know what would be done before it is. */
public final class SiteReport {
    private SiteReport() {}

    /** Returns what is listened on, and for each host what goes where. */
    public static List<String> plan(Site site) {
        List<String> lines = new ArrayList<>();
        for (SiteListener listener : site.listeners()) {
            lines.add("listen on " + listener.address() + ":" + listener.port() + " (" + listener.origin()
                    + "): keep-alive "
                    + (listener.keepAlive() ? listener.keepAliveTimeout().toMillis() + " ms" : "off"));
        }
        lines.add("process model of the files: " + model(site.mpm())
                + (site.front().isPresent()
                        ? "; followed, with pools of each process"
                        : "; not followed (--front httpd does), with pools of all processes together"));
        for (VirtualHost host : site.hosts()) {
            host(site, host, lines);
        }
        for (MemberPool pool : site.pools()) {
            String balancer = PoolWords.of(pool);
            lines.add("pool " + pool.name() + (balancer.isEmpty() ? "" : ": " + balancer));
            for (MemberPool.Member member : pool.members()) {
                lines.add("  " + member.backend() + ": " + PoolWords.of(pool, member)
                        + member.check().map(check -> " " + checked(check)).orElse(""));
            }
        }
        return lines;
    }

    private static String checked(HealthSettings check) {
        return "checked by " + check.method() + (check.uri().isEmpty() ? "" : " " + check.uri()) + " every "
                + check.interval().toMillis() + " ms, passes " + check.passes() + ", fails " + check.fails();
    }

    private static String model(MpmSettings mpm) {
        String name = mpm instanceof PreforkSettings ? "prefork" : mpm instanceof EventSettings ? "event" : "worker";
        return name + ", " + mpm.maxChildren() + " processes of " + mpm.threadsPerChild() + " threads, "
                + mpm.maxRequests() + " requests at a time";
    }

    private static void host(Site site, VirtualHost host, List<String> lines) {
        lines.add("host " + host.label() + " (" + host.origin() + ")"
                + (host.names().isEmpty() ? "" : " " + host.names()));
        for (Mount mount : host.mounts()) {
            lines.add("  " + (mount.pattern() == null ? "" : "~ ") + text(mount.path()) + " -> "
                    + where(site, mount.destination()));
        }
        for (JkRule rule : host.jkRules()) {
            String of = rule.isExclusion() && !rule.worker().equals("*") ? " of " + rule.worker() : "";
            lines.add("  " + text(rule.uri()) + " -> " + where(site, rule.destination()) + of);
        }
    }

    /** Returns as text what has a character for each byte. */
    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String where(Site site, Destination destination) {
        if (destination instanceof Destination.Forward forward) {
            String path = forward.before() + forward.path();
            return site.pools().get(forward.pool()).name() + (path.isEmpty() ? "" : " as " + text(path));
        }
        return destination instanceof Destination.Refusal refusal ? "answered " + refusal.status() : "not forwarded";
    }

    /** Returns a line for each thing that httpd would do with requests and this does not, with its file and line: also what of files. */
    public static List<String> gaps(Site site) {
        return Stream.concat(site.gaps().stream(), site.notes().stream())
                .map(Consequences::line)
                .toList();
    }

    /** Returns a line for each other thing that is not as it is written, or that is worth knowing. */
    public static List<String> notes(Site site) {
        return site.remarks().stream()
                .filter(remark -> !remark.isGap())
                .map(Remark::toString)
                .toList();
    }
}
