package dev.starling.lab.player;

import dev.starling.lab.video.Ladder;
import java.util.Locale;

/** The rules of stock players that can be evaluated. */
public enum StockRule {
    /** {@link HlsJs}. */
    HLS_JS(Abandoning.ALLOWED),
    /** The same; it never abandons a request. */
    HLS_JS_NO_ABANDON(Abandoning.NEVER),
    /** {@link DashJs}. */
    DASH_JS(Abandoning.ALLOWED),
    /** The same; it never abandons a request. */
    DASH_JS_NO_ABANDON(Abandoning.NEVER),
    /** {@link DashJs.Rules#DYNAMIC}. */
    DYNAMIC(Abandoning.ALLOWED),
    /** The same; it never abandons a request. */
    DYNAMIC_NO_ABANDON(Abandoning.NEVER),
    /** {@link DashJs.Rules#BOLA_E}. */
    BOLA_E(Abandoning.ALLOWED),
    /** The same; it never abandons a request. */
    BOLA_E_NO_ABANDON(Abandoning.NEVER);

    private final Abandoning abandoning;

    private enum Abandoning {
        ALLOWED,
        NEVER
    }

    StockRule(Abandoning abandoning) {
        this.abandoning = abandoning;
    }

    /** The rule for one session. */
    public PlayerRule create(Ladder ladder) {
        PlayerRule created = switch (this) {
            case HLS_JS, HLS_JS_NO_ABANDON -> new HlsJs(ladder);
            case DASH_JS, DASH_JS_NO_ABANDON -> new DashJs(ladder, DashJs.Rules.ALL);
            case DYNAMIC, DYNAMIC_NO_ABANDON -> new DashJs(ladder, DashJs.Rules.DYNAMIC);
            case BOLA_E, BOLA_E_NO_ABANDON -> new DashJs(ladder, DashJs.Rules.BOLA_E);
        };
        return switch (abandoning) {
            case ALLOWED -> created;
            case NEVER -> created.withoutAbandoning();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
