package dev.holdfast.bridge.httpd;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Collects what does not come about as it is written; each thing once, however many hosts inherit it. */
final class SiteRemarks {
    private final Set<Remark> all = new LinkedHashSet<>();
    private final Set<Remark> notes = new LinkedHashSet<>();

    /** What requests would notice. */
    void gap(Origin origin, String directive, String why) {
        all.add(new Remark(origin, Remark.Kind.UNSUPPORTED, directive, why));
    }

    /** What is done, but with another value. */
    void adjusted(Origin origin, String directive, String why) {
        all.add(new Remark(origin, Remark.Kind.ADJUSTED, directive, why));
    }

    /** What is as it must be, and good to know. */
    void note(Origin origin, String directive, String why) {
        notes.add(new Remark(origin, Remark.Kind.NO_EFFECT, directive, why));
    }

    /** A gap for each of {@code keys} that somebody set. */
    void unusedOf(Settings settings, List<Key<?>> keys, String why) {
        for (Key<?> key : keys) {
            Origin origin = settings.get(key).origin();
            if (origin.isFile() && !settings.value(key).equals(key.defaultValue())) {
                gap(origin, key.name(), why);
            }
        }
    }

    /**
     * A member's route and redirect, empty for none.
     *
     * @param member what it is called
     */
    record Routes(String member, String route, Origin routeOrigin, String redirect, Origin redirectOrigin) {}

    /** Warns of routes that two members of a balancer have, and of redirects to nobody's. */
    void onRoutes(List<Routes> members) {
        Map<String, String> owners = new HashMap<>();
        for (Routes member : members) {
            String other = member.route().isEmpty() ? null : owners.putIfAbsent(member.route(), member.member());
            if (other != null) {
                adjusted(
                        member.routeOrigin(),
                        "route",
                        member.route() + " is that of " + other
                                + " too: its sessions go to the first of them that can be" + " used, and to "
                                + member.member() + " only when " + other + " cannot");
            }
        }
        for (Routes member : members) {
            if (!member.redirect().isEmpty() && !owners.containsKey(member.redirect())) {
                adjusted(
                        member.redirectOrigin(),
                        "redirect",
                        "no member has the route " + member.redirect() + ": while " + member.member()
                                + " cannot be used, its sessions go to any other");
            }
        }
    }

    List<Remark> all() {
        return new ArrayList<>(all);
    }

    List<Remark> notes() {
        return new ArrayList<>(notes);
    }

    /**
     * Makes a settings record.
     *
     * @throws ConfigurationException with {@code origin}, if a value that httpd takes is beyond the record's limits
     */
    static <T> T within(Origin origin, Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException beyond) {
            throw new ConfigurationException(origin, String.valueOf(beyond.getMessage()));
        }
    }
}
