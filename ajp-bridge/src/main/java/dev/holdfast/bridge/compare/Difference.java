package dev.holdfast.bridge.compare;

/**
 * Something that is not the same over AJP and over HTTP.
 *
 * @param request which one showed it first
 * @param others how many requests showed it after that, with whatever values
 * @param field what differs: {@code response.status}, or what a servlet is told, such as {@code isSecure} or {@code header.via}
 * @param ajp over AJP; "(none)" where there is nothing
 * @param http over HTTP
 */
public record Difference(String request, int others, String field, String ajp, String http) {
    private static final int SHOWN = 120;

    /** Returns one line, with what is known of this difference. */
    public String line() {
        String known = Known.of(field);
        String shownBy = others == 0 ? request : request + " and " + others + " more";
        return shownBy + ": " + field + ": over AJP " + shown(ajp) + ", over HTTP " + shown(http)
                + (known.isEmpty() ? "" : " [" + known + "]");
    }

    /** Returns this with one request more that shows it. */
    Difference again() {
        return new Difference(request, others + 1, field, ajp, http);
    }

    private static String shown(String value) {
        String cut = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "... (" + value.length() + ")";
        StringBuilder out = new StringBuilder("\"");
        cut.chars().forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
        return out.append('"').toString();
    }
}
