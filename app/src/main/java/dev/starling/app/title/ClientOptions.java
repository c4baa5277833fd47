package dev.starling.app.title;

import dev.starling.edge.client.TrustedProxies;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which clients an edge serves, and how much they may use. */
final class ClientOptions {
    @Option(
            names = "--limit",
            paramLabel = "NAME=VALUE",
            converter = LimitConverter.class,
            showDefaultValue = Visibility.NEVER,
            description = {
                "What clients may use, such as connections-per-address=5000; repeatable.",
                "  docs/cli.md lists the names, the defaults and their reasons"
            })
    private List<LimitValue> limits = List.of();

    @Option(
            names = "--trusted-proxies",
            paramLabel = "CIDR,…",
            converter = ProxiesConverter.class,
            showDefaultValue = Visibility.NEVER,
            description = {
                "Networks of the proxies in front, whose Forwarded or X-Forwarded-For tells the client's address.",
                "  Default: none"
            })
    private @Nullable TrustedProxies trustedProxies;

    /** A limit that is not as by default. */
    record LimitValue(EdgeLimit limit, int value) {}

    static final class LimitConverter implements ITypeConverter<LimitValue> {
        @Override
        public LimitValue convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new TypeConversionException("not NAME=VALUE: " + text);
            }
            String name = text.substring(0, equals).strip();
            EdgeLimit limit = EdgeLimit.labelled(name)
                    .orElseThrow(() -> new TypeConversionException("no such limit: " + name + "; there are "
                            + Arrays.stream(EdgeLimit.values())
                                    .map(EdgeLimit::label)
                                    .collect(Collectors.joining(", "))));
            try {
                int value = Integer.parseInt(text.substring(equals + 1).strip());
                // Refuses what the limit does not allow.
                var _ = EdgeLimits.DEFAULT.with(limit, value);
                return new LimitValue(limit, value);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(name + " must be a whole number: " + text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class ProxiesConverter implements ITypeConverter<TrustedProxies> {
        @Override
        public TrustedProxies convert(String text) {
            try {
                return TrustedProxies.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** The limits; of two values of one limit the last counts. */
    EdgeLimits limits() {
        EdgeLimits configured = EdgeLimits.DEFAULT;
        for (LimitValue option : limits) {
            configured = configured.with(option.limit(), option.value());
        }
        return configured;
    }

    TrustedProxies proxies() {
        TrustedProxies proxies = trustedProxies;
        return proxies == null ? TrustedProxies.NONE : proxies;
    }
}
