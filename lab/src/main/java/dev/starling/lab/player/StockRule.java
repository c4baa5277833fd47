package dev.starling.lab.player;

import dev.starling.lab.video.Ladder;
import java.util.Locale;
import java.util.function.Function;

/** The rules of stock players that can be evaluated. */
public enum StockRule {
    /** {@link HlsJs}. */
    HLS_JS(HlsJs::new, Abandoning.ALLOWED),
    /** The same; it never abandons a request. */
    HLS_JS_NO_ABANDON(HlsJs::new, Abandoning.NEVER),
    /** {@link DashJs}. */
    DASH_JS(ladder -> new DashJs(ladder, DashJs.Rules.ALL), Abandoning.ALLOWED),
    /** The same; it never abandons a request. */
    DASH_JS_NO_ABANDON(ladder -> new DashJs(ladder, DashJs.Rules.ALL), Abandoning.NEVER),
    /** {@link DashJs.Rules#DYNAMIC}. */
    DYNAMIC(ladder -> new DashJs(ladder, DashJs.Rules.DYNAMIC), Abandoning.ALLOWED),
    /** The same; it never abandons a request. */
    DYNAMIC_NO_ABANDON(ladder -> new DashJs(ladder, DashJs.Rules.DYNAMIC), Abandoning.NEVER),
    /** {@link DashJs.Rules#BOLA_E}. */
    BOLA_E(ladder -> new DashJs(ladder, DashJs.Rules.BOLA_E), Abandoning.ALLOWED),
    /** The same; it never abandons a request. */
    BOLA_E_NO_ABANDON(ladder -> new DashJs(ladder, DashJs.Rules.BOLA_E), Abandoning.NEVER);

    private final Function<Ladder, PlayerRule> rule;
    private final Abandoning abandoning;

    private enum Abandoning {
        ALLOWED,
        NEVER
    }

    StockRule(Function<Ladder, PlayerRule> rule, Abandoning abandoning) {
        this.rule = rule;
        this.abandoning = abandoning;
    }

    /** The rule for one session. */
    public PlayerRule create(Ladder ladder) {
        PlayerRule created = rule.apply(ladder);
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
