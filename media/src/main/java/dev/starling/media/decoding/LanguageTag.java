package dev.starling.media.decoding;

import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;

/** Language tags of BCP 47 for the codes that containers have: ISO 639-2 in both forms, or tags already. */
final class LanguageTag {
    static final String UNDETERMINED = "und";

    /** Codes of ISO 639-2 that differ from those of its form T, which {@link Locale} knows. */
    private static final Map<String, String> BIBLIOGRAPHIC = Map.ofEntries(
            Map.entry("alb", "sq"),
            Map.entry("arm", "hy"),
            Map.entry("baq", "eu"),
            Map.entry("bur", "my"),
            Map.entry("chi", "zh"),
            Map.entry("cze", "cs"),
            Map.entry("dut", "nl"),
            Map.entry("fre", "fr"),
            Map.entry("geo", "ka"),
            Map.entry("ger", "de"),
            Map.entry("gre", "el"),
            Map.entry("ice", "is"),
            Map.entry("mac", "mk"),
            Map.entry("mao", "mi"),
            Map.entry("may", "ms"),
            Map.entry("per", "fa"),
            Map.entry("rum", "ro"),
            Map.entry("slo", "sk"),
            Map.entry("tib", "bo"),
            Map.entry("wel", "cy"));

    private static final Map<String, String> SHORTEST = shortest();

    private LanguageTag() {}

    private static Map<String, String> shortest() {
        Map<String, String> codes = new HashMap<>(BIBLIOGRAPHIC);
        for (String code : Locale.getISOLanguages()) {
            threeLetters(code).ifPresent(longer -> codes.putIfAbsent(longer, code));
        }
        return Map.copyOf(codes);
    }

    private static Optional<String> threeLetters(String code) {
        try {
            return Optional.of(Locale.of(code).getISO3Language());
        } catch (MissingResourceException none) {
            return Optional.empty();
        }
    }

    /** The shortest tag of a language (RFC 5646, 2.2.1); {@value #UNDETERMINED} for what is none. */
    static String of(String text) {
        try {
            Locale locale = new Locale.Builder().setLanguageTag(text.strip()).build();
            String language = locale.getLanguage();
            if (language.isEmpty()) {
                return UNDETERMINED;
            }
            String shortest = SHORTEST.getOrDefault(language, language);
            return new Locale.Builder()
                    .setLocale(locale)
                    .setLanguage(shortest)
                    .build()
                    .toLanguageTag();
        } catch (IllformedLocaleException noTag) {
            return UNDETERMINED;
        }
    }
}
