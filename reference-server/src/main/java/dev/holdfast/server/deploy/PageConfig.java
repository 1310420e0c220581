package dev.holdfast.server.deploy;

import jakarta.servlet.descriptor.JspConfigDescriptor;
import jakarta.servlet.descriptor.JspPropertyGroupDescriptor;
import jakarta.servlet.descriptor.TaglibDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jboss.metadata.web.spec.JspConfigMetaData;
import org.jboss.metadata.web.spec.JspPropertyGroupMetaData;
import org.jboss.metadata.web.spec.TaglibMetaData;
import org.jspecify.annotations.Nullable;

/** The {@code <jsp-config>} of the effective descriptor, as the Servlet API and through it Jasper see it. */
record PageConfig(Collection<TaglibDescriptor> taglibs, Collection<JspPropertyGroupDescriptor> groups)
        implements JspConfigDescriptor {
    static PageConfig of(JspConfigMetaData config) {
        Collection<TaglibDescriptor> taglibs = new ArrayList<>();
        if (config.getTaglibs() != null) {
            config.getTaglibs().forEach(taglib -> taglibs.add(new Taglib(taglib)));
        }
        Collection<JspPropertyGroupDescriptor> groups = new ArrayList<>();
        if (config.getPropertyGroups() != null) {
            config.getPropertyGroups().forEach(group -> groups.add(new Group(group)));
        }
        return new PageConfig(List.copyOf(taglibs), List.copyOf(groups));
    }

    @Override
    public Collection<TaglibDescriptor> getTaglibs() {
        return taglibs;
    }

    @Override
    public Collection<JspPropertyGroupDescriptor> getJspPropertyGroups() {
        return groups;
    }

    private record Taglib(TaglibMetaData from) implements TaglibDescriptor {
        @Override
        public String getTaglibURI() {
            return from.getTaglibUri();
        }

        @Override
        public String getTaglibLocation() {
            return from.getTaglibLocation();
        }
    }

    private record Group(JspPropertyGroupMetaData from) implements JspPropertyGroupDescriptor {
        @Override
        public Collection<String> getUrlPatterns() {
            return list(from.getUrlPatterns());
        }

        @Override
        public @Nullable String getElIgnored() {
            return from.getElIgnored();
        }

        @Override
        public @Nullable String getErrorOnELNotFound() {
            return from.getErrorOnElNotFound();
        }

        @Override
        public @Nullable String getPageEncoding() {
            return from.getPageEncoding();
        }

        @Override
        public @Nullable String getScriptingInvalid() {
            return from.getScriptingInvalid();
        }

        @Override
        public @Nullable String getIsXml() {
            return from.getIsXml();
        }

        @Override
        public Collection<String> getIncludePreludes() {
            return list(from.getIncludePreludes());
        }

        @Override
        public Collection<String> getIncludeCodas() {
            return list(from.getIncludeCodas());
        }

        @Override
        public @Nullable String getDeferredSyntaxAllowedAsLiteral() {
            return from.getDeferredSyntaxAllowedAsLiteral();
        }

        @Override
        public @Nullable String getTrimDirectiveWhitespaces() {
            return from.getTrimDirectiveWhitespaces();
        }

        @Override
        public @Nullable String getDefaultContentType() {
            return from.getDefaultContentType();
        }

        @Override
        public @Nullable String getBuffer() {
            return from.getBuffer();
        }

        @Override
        public @Nullable String getErrorOnUndeclaredNamespace() {
            return from.getErrorOnUndeclaredNamespace();
        }

        private static Collection<String> list(@Nullable List<String> strings) {
            return strings == null ? List.of() : strings;
        }
    }
}
