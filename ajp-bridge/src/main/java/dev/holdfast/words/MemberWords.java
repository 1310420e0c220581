package dev.holdfast.words;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A gateway's back ends, as {@code members.NAME.*} says. */
public final class MemberWords {
    private final GivenSettings given;
    private final PoolKind kind;

    /** @throws ConfigurationException if {@code pool.kind} is none */
    public MemberWords(GivenSettings given) throws ConfigurationException {
        this.given = given;
        this.kind = given.value(GatewayKey.POOL_KIND.toString(), PoolKind.NATIVE, PoolKind.LEGAL, PoolKind::of);
    }

    /** Returns the address of the member called {@code name}, if one is given; what may stand there is for others to say. */
    public Optional<String> uri(String name) throws ConfigurationException {
        return given.value(
                MemberKey.URI.of(name),
                Optional.<String>empty(),
                "ajp://HOST[:PORT] or http://HOST[:PORT]",
                text -> text.isEmpty() ? Optional.empty() : Optional.of(Optional.of(text)));
    }

    /**
     * Returns what holds for the member called {@code name} among the others; its route is its name, unless another is given.
     *
     * @throws ConfigurationException naming place and key, if a value is none or out of range, or the word of another pool kind
     */
    public MemberSettings settings(String name) throws ConfigurationException {
        for (MemberKey key : MemberKey.values()) {
            if (!key.isWordOf(kind) && given.isGiven(key.of(name))) {
                throw new ConfigurationException(given.place(key.of(name)) + ": " + key.of(name) + " is a word of "
                        + key.owners() + ", but " + GatewayKey.POOL_KIND + " is " + kind);
            }
        }
        MemberSettings d = MemberSettings.of(name, name);
        boolean modProxy = kind == PoolKind.MOD_PROXY;
        MemberStatusLetters status = given.value(
                MemberKey.STATUS.of(name),
                MemberStatusLetters.NONE,
                MemberStatusLetters.LEGAL,
                MemberStatusLetters::parse);
        String route = text(MemberKey.ROUTE, name, name);
        double factor = modProxy
                ? given.value(
                        MemberKey.LOADFACTOR.of(name),
                        d.lbfactor(),
                        "a number from 1 to 100 such as 1.5",
                        MemberWords::hundredths)
                : given.integer(MemberKey.LBFACTOR.of(name), (int) d.lbfactor());
        int distance = given.integer((modProxy ? MemberKey.LBSET : MemberKey.DISTANCE).of(name), d.distance());
        String domain = text(MemberKey.DOMAIN, name, null);
        String redirect = text(MemberKey.REDIRECT, name, null);
        Activation activation = modProxy
                ? status.activation()
                : given.constant(MemberKey.ACTIVATION.of(name), d.activation(), Activation.class);
        boolean standby =
                modProxy ? status.hotStandby() : given.trueOrFalse(MemberKey.HOT_STANDBY.of(name), d.hotStandby());
        Duration retry = given.duration(MemberKey.RETRY.of(name), d.retry());
        Function<String, Optional<String>> keys = component -> key(component).map(key -> key.of(name));
        return Located.make(
                given,
                () -> new MemberSettings(
                        name,
                        route,
                        factor,
                        distance,
                        domain,
                        redirect,
                        activation,
                        standby,
                        status.hotSpare(),
                        status.ignoreErrors(),
                        status.inError(),
                        false,
                        retry),
                keys);
    }

    /**
     * Checks what the members' routes are to each other, unless the pools are mod_proxy's: httpd takes them as they are, as where a node has a hot
     * standby that speaks another protocol.
     *
     * @throws ConfigurationException naming place and key, if two have one route, or one redirects to a route that none has
     */
    public void requireRoutes(List<MemberSettings> members) throws ConfigurationException {
        if (kind == PoolKind.MOD_PROXY) {
            return;
        }
        Map<String, String> owners = new TreeMap<>();
        for (MemberSettings member : members) {
            String other = member.route() == null ? null : owners.putIfAbsent(member.route(), member.name());
            // Two of one name are refused for that.
            if (other != null && !other.equals(member.name())) {
                String key =
                        MemberKey.ROUTE.of(given.isGiven(MemberKey.ROUTE.of(member.name())) ? member.name() : other);
                throw new ConfigurationException((given.isGiven(key) ? given.place(key) + ": " + key + ": " : "")
                        + "the route of " + member.name() + " is " + member.route() + ", and that of " + other
                        + " too; a session would not say whose it is");
            }
        }
        for (MemberSettings member : members) {
            if (member.redirect() != null && !owners.containsKey(member.redirect())) {
                String key = MemberKey.REDIRECT.of(member.name());
                throw new ConfigurationException(given.place(key) + ": " + key + " is " + member.redirect()
                        + ", but that is no member's route, which are " + String.join(", ", owners.keySet()));
            }
        }
    }

    private static Optional<Double> hundredths(String text) {
        return text.matches("\\d{1,9}(\\.\\d{1,2})?") ? Optional.of(Double.valueOf(text)) : Optional.empty();
    }

    private Optional<MemberKey> key(String component) {
        for (MemberKey key : MemberKey.values()) {
            if (key.component().equals(component) && key.isWordOf(kind)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    private @Nullable String text(MemberKey key, String name, @Nullable String whenAbsent)
            throws ConfigurationException {
        Optional<String> text = given.value(
                key.of(name),
                Optional.<String>empty(),
                "not empty",
                value -> value.isEmpty() ? Optional.empty() : Optional.of(Optional.of(value)));
        return text.orElse(whenAbsent);
    }
}
