package dev.holdfast.bridge.compare;

/**
 * Something that is not the same over AJP and over HTTP.
 *
 * @param request which one showed it
 * @param field what differs: {@code response.status}, or what a servlet is told, such as {@code isSecure} or {@code header.via}
 * @param ajp over AJP; "(none)" where there is nothing
 * @param http over HTTP
 */
public record Difference(String request, String field, String ajp, String http) {
    private static final int SHOWN = 120;

    /** Returns one line, with what is known of this difference. */
    public String line() {
        String known = Known.of(field);
        return request + ": " + field + ": over AJP " + shown(ajp) + ", over HTTP " + shown(http)
                + (known.isEmpty() ? "" : " [" + known + "]");
    }

    private static String shown(String value) {
        String cut = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "... (" + value.length() + ")";
        StringBuilder out = new StringBuilder("\"");
        cut.chars().forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
        return out.append('"').toString();
    }
}
