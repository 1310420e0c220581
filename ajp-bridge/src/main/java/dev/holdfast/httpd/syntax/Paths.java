package dev.holdfast.httpd.syntax;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic of absolute paths. */
public final class Paths {
    private Paths() {}

    /** Returns {@code path} relative to {@code root}, or alone if it begins with a slash, without {@code .}, {@code ..} and double slashes. */
    public static String resolve(String root, String path) {
        List<String> names = new ArrayList<>();
        String whole = path.startsWith("/") ? path : root + "/" + path;
        for (String name : whole.split("/", -1)) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return "/" + String.join("/", names);
    }

    /** Returns the directory that {@code path} is in. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }
}
