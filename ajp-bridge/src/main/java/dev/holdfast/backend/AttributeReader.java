package dev.holdfast.backend;

import dev.holdfast.config.Key;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Attributes of an element as settings. */
final class AttributeReader {
    private final Expressions expressions;
    private final List<Remark> remarks;

    AttributeReader(Expressions expressions, List<Remark> remarks) {
        this.expressions = expressions;
        this.remarks = remarks;
    }

    /** Reads those that are among {@code keys}, and remarks on those that are not and not in {@code others} either. */
    Settings.Builder read(XmlElement element, List<Key<?>> keys, Set<String> others) {
        Settings.Builder settings = new Settings.Builder();
        for (Map.Entry<String, String> attribute : element.attributes().entrySet()) {
            boolean known = others.contains(attribute.getKey());
            for (Key<?> key : keys) {
                if (key.name().equals(attribute.getKey())) {
                    put(settings, key, element, attribute.getValue());
                    known = true;
                }
            }
            if (!known) {
                remarks.add(new Remark(
                        element.origin(),
                        Remark.Kind.UNSUPPORTED,
                        element.name() + " " + attribute.getKey(),
                        "is not looked at"));
            }
        }
        return settings;
    }

    private <T> void put(Settings.Builder settings, Key<T> key, XmlElement element, String text) {
        String value = expressions.resolve(text, element.origin());
        if (isUnknown(key, value)) {
            remarks.add(new Remark(
                    element.origin(),
                    Remark.Kind.SKIPPED,
                    element.name() + " " + key.name(),
                    "there is no value here for " + Values.printable(value)));
            return;
        }
        settings.put(
                key,
                key.read(
                        value,
                        element.origin(),
                        note -> remarks.add(new Remark(element.origin(), Remark.Kind.ADJUSTED, element.name(), note))));
    }

    /** Returns the numbers among {@code keys} that the element has as expressions without a value here, as {@code name=text}. */
    List<String> unknown(XmlElement element, List<Key<?>> keys) {
        return keys.stream()
                .filter(key -> isUnknown(key, resolve(element, key.name(), "")))
                .map(key -> key.name() + "=" + Values.printable(resolve(element, key.name(), "")))
                .toList();
    }

    /** An expression without value may be text, but is no number and no truth. */
    private static boolean isUnknown(Key<?> key, String value) {
        return (key.defaultValue() instanceof Number || key.defaultValue() instanceof Boolean)
                && Values.hasVariable(value);
    }

    String resolve(XmlElement element, String attribute, String otherwise) {
        return expressions.resolve(element.attribute(attribute, otherwise), element.origin());
    }
}
