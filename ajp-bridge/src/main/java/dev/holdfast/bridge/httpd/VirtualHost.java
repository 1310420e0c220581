package dev.holdfast.bridge.httpd;

import dev.holdfast.bridge.HttpdForwarding;
import dev.holdfast.config.Origin;
import java.util.List;
import java.util.Locale;

/**
 * The main server or a virtual host: which requests are its own, and what becomes of them.
 *
 * @param label for reports: its name, or its first address
 * @param addresses none for the main server
 * @param names in small letters and without a port; may have wildcards
 * @param mounts mod_proxy's, in the order in which they are looked at: the first that matches counts
 * @param jkRules mod_jk's likewise, and the exclusions anywhere among them; looked at where no mount of mod_proxy's matches
 * @param rawJkPath (ForwardURICompatUnparsed) whether mod_jk's back ends see the path as the client wrote it
 * @param forwarding how HTTP back ends are told of the client
 */
record VirtualHost(
        String label,
        List<HostAddress> addresses,
        List<String> names,
        List<Mount> mounts,
        List<JkRule> jkRules,
        boolean rawJkPath,
        HttpdForwarding forwarding,
        List<Reverse> reverses,
        List<CookieCorrection> cookieReverses,
        Origin origin) {
    VirtualHost {
        addresses = List.copyOf(addresses);
        names = List.copyOf(names);
        mounts = List.copyOf(mounts);
        jkRules = List.copyOf(jkRules);
        reverses = List.copyOf(reverses);
        cookieReverses = List.copyOf(cookieReverses);
    }

    /** Whether a request for {@code name}, in small letters, names this host. */
    boolean isCalled(String name) {
        return names.stream().anyMatch(own -> Wildcards.matches(own, name));
    }

    /** Returns what becomes of a request of this host's. */
    Route route(RequestPath path) {
        if (path.refusal() != 0) {
            return new Route.Answer(path.refusal());
        }
        boolean located = false;
        for (Mount mount : mounts) {
            boolean inLocation = !mount.place().isAnywhere();
            if (inLocation && (located || !mount.place().covers(path))) {
                // Of the Locations of a request the one that is looked at first takes the place of the others, whether
                // it matches or not.
                continue;
            }
            located |= inLocation;
            Route route = mount.route(path).orElse(null);
            if (route instanceof Route.None) {
                break;
            }
            if (route != null) {
                return route;
            }
        }
        return byJk(path);
    }

    private Route byJk(RequestPath path) {
        String compared = path.withoutParameters();
        for (JkRule rule : jkRules) {
            if (!rule.isExclusion() && rule.matches(compared)) {
                boolean excluded = jkRules.stream()
                        .anyMatch(other -> other.isExclusion() && other.takesFrom(rule) && other.matches(compared));
                return excluded ? new Route.None() : toWorker(rule, path);
            }
        }
        return new Route.None();
    }

    private Route toWorker(JkRule rule, RequestPath path) {
        if (rule.destination() instanceof Destination.Forward forward) {
            String sent = rawJkPath ? path.raw() : RequestPath.encode(path.decoded());
            return new Route.Forward(forward.pool(), sent, false);
        }
        return rule.destination() instanceof Destination.Refusal refusal
                ? new Route.Answer(refusal.status())
                : new Route.None();
    }

    /** Returns a name as it is compared: in small letters, without port and last dot. */
    static String comparable(String name) {
        int bracket = name.startsWith("[") ? name.indexOf(']') : 0;
        int colon = name.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? name : name.substring(0, colon);
        return (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }
}
