package dev.holdfast.server.cdi;

import java.net.URL;
import java.nio.file.Path;

/**
 * A directory of classes or a jar whose beans take part.
 *
 * @param id the same at each deployment of the application, for sessions refer to it
 * @param path the directory or the jar
 * @param beansXml its {@code beans.xml}
 */
public record BeanArchive(String id, Path path, URL beansXml) {}
