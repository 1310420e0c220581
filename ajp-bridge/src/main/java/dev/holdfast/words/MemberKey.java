package dev.holdfast.words;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A key of one back end, {@code members.NAME.} before it, in the words of the product whose rules its pool follows. */
public enum MemberKey {
    URI("uri", "", PoolKind.NATIVE, PoolKind.MOD_JK, PoolKind.MOD_PROXY),
    ROUTE("route", "route", PoolKind.NATIVE, PoolKind.MOD_JK, PoolKind.MOD_PROXY),
    LBFACTOR("lbfactor", "lbfactor", PoolKind.NATIVE, PoolKind.MOD_JK),
    LOADFACTOR("loadfactor", "lbfactor", PoolKind.MOD_PROXY),
    DISTANCE("distance", "distance", PoolKind.NATIVE, PoolKind.MOD_JK),
    LBSET("lbset", "distance", PoolKind.MOD_PROXY),
    DOMAIN("domain", "domain", PoolKind.NATIVE, PoolKind.MOD_JK),
    REDIRECT("redirect", "redirect", PoolKind.NATIVE, PoolKind.MOD_JK, PoolKind.MOD_PROXY),
    ACTIVATION("activation", "activation", PoolKind.NATIVE, PoolKind.MOD_JK),
    HOT_STANDBY("hot_standby", "hotStandby", PoolKind.NATIVE),
    STATUS("status", "", PoolKind.MOD_PROXY),
    RETRY("retry", "retry", PoolKind.MOD_PROXY);

    /** What the keys begin with. */
    public static final String SECTION = "members.";

    /** What a member may be called. */
    public static final String NAME = "[A-Za-z0-9_-]+";

    private static final Pattern WHOLE = Pattern.compile("members\\.(" + NAME + ")\\.([a-z_]+)");

    private final String word;
    private final String component;
    private final boolean ofNative;
    private final boolean ofModJk;
    private final boolean ofModProxy;

    /** @param component what the settings' record calls it, empty for what is no single one */
    MemberKey(String word, String component, PoolKind... kinds) {
        List<PoolKind> all = List.of(kinds);
        this.word = word;
        this.component = component;
        this.ofNative = all.contains(PoolKind.NATIVE);
        this.ofModJk = all.contains(PoolKind.MOD_JK);
        this.ofModProxy = all.contains(PoolKind.MOD_PROXY);
    }

    String component() {
        return component;
    }

    /** Returns whether it means something where {@link GatewayKey#POOL_KIND} is {@code kind}. */
    public boolean isWordOf(PoolKind kind) {
        return switch (kind) {
            case NATIVE -> ofNative;
            case MOD_JK -> ofModJk;
            case MOD_PROXY -> ofModProxy;
        };
    }

    /** Returns whose word it is, with "or" between them. */
    String owners() {
        return Arrays.stream(PoolKind.values())
                .filter(this::isWordOf)
                .map(PoolKind::toString)
                .collect(Collectors.joining(" or "));
    }

    /** Returns the key of the member called {@code name}. */
    public String of(String name) {
        return SECTION + name + "." + word;
    }

    /** Returns the key that {@code text} is, whichever member's; case counts. */
    public static Optional<MemberKey> parse(String text) {
        Matcher matcher = WHOLE.matcher(text);
        return matcher.matches()
                ? Arrays.stream(values())
                        .filter(key -> key.word.equals(matcher.group(2)))
                        .findFirst()
                : Optional.empty();
    }

    /** Returns whose key {@code text} is, if it is one. */
    public static Optional<String> member(String text) {
        Matcher matcher = WHOLE.matcher(text);
        return parse(text).isPresent() && matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Returns the word, without the member. */
    @Override
    public String toString() {
        return word;
    }
}
