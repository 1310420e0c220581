package dev.holdfast.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** An immutable set of settings; what nobody set is its key's default. */
public final class Settings {
    /** Nobody set anything. */
    public static final Settings NONE = new Settings(new LinkedHashMap<>());

    private final Map<Key<?>, Setting<?>> settings;

    private Settings(Map<Key<?>, Setting<?>> settings) {
        this.settings = settings;
    }

    /** Returns the setting, which is the default with {@link Origin#DEFAULT} if nobody set it. */
    @SuppressWarnings("unchecked") // The builder's put takes keys and values of one type.
    public <T> Setting<T> get(Key<T> key) {
        Setting<?> found = settings.get(key);
        return found == null ? new Setting<>(key.defaultValue(), Origin.DEFAULT) : (Setting<T>) found;
    }

    /** Returns the value alone. */
    public <T> T value(Key<T> key) {
        return get(key).value();
    }

    /** Whether the setting has a value of its own, set by somebody or computed by a reader. */
    public boolean has(Key<?> key) {
        return settings.containsKey(key);
    }

    /** Returns a builder that starts with these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.settings.putAll(settings);
        return builder;
    }

    /** Whether both have the same settings. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Settings that && settings.equals(that.settings);
    }

    /** Of the settings. */
    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    /** {@code {name=value (origin), ...}}. */
    @Override
    public String toString() {
        return settings.toString();
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        private final Map<Key<?>, Setting<?>> settings = new LinkedHashMap<>();

        /** Sets or replaces. */
        public <T> Builder put(Key<T> key, Setting<T> setting) {
            settings.put(key, setting);
            return this;
        }

        /** Sets or replaces. */
        public <T> Builder put(Key<T> key, T value, Origin origin) {
            return put(key, new Setting<>(value, origin));
        }

        /** Sets what nobody set. */
        public <T> Builder putDefault(Key<T> key, T value, Origin origin) {
            settings.putIfAbsent(key, new Setting<>(value, origin));
            return this;
        }

        /** Sets what nobody set here and somebody set there. */
        public Builder putDefaults(Settings others) {
            others.settings.forEach(settings::putIfAbsent);
            return this;
        }

        /** Replaces the value of {@code key}, if it is not what {@code rule} makes of it and its origin, and keeps the origin. */
        public <T> Builder adjust(Key<T> key, BiFunction<T, Origin, T> rule) {
            Setting<T> now = build().get(key);
            T then = rule.apply(now.value(), now.origin());
            return then.equals(now.value()) ? this : put(key, then, now.origin());
        }

        /** Whether somebody set it. */
        public boolean has(Key<?> key) {
            return settings.containsKey(key);
        }

        /** Takes a value back. */
        public Builder remove(Key<?> key) {
            settings.remove(key);
            return this;
        }

        /** Returns what was collected. */
        public Settings build() {
            return new Settings(new LinkedHashMap<>(settings));
        }
    }
}
