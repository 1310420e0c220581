package dev.holdfast.lint;

import java.util.Optional;

/**
 * A file to read.
 *
 * @param path absolute
 * @param type what it is; absent if its name and content say so
 */
public record LintFile(String path, Optional<FileType> type) {}
