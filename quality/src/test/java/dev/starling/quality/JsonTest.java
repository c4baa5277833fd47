package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {

    @Test
    void readsEveryKindOfValue() {
        assertThat(Json.parse(" {\"a\" : [1, -2.5e+1, true ,false,null, \"\\u00e9\\n\\\"\"], \"b\":{ }, \"c\": []}\n"))
                .isEqualTo(new Json.Members(Map.of(
                        "a",
                                new Json.Items(List.of(
                                        new Json.Numeric(1),
                                        new Json.Numeric(-25),
                                        new Json.Bool(true),
                                        new Json.Bool(false),
                                        new Json.Null(),
                                        new Json.Text("é\n\""))),
                        "b", new Json.Members(Map.of()),
                        "c", new Json.Items(List.of()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "01",
                "1.",
                ".5",
                "1e",
                "+1",
                "1e999",
                "NaN",
                "tru",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "1 1",
                "-",
                "'a'"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("JSON, position \\d+: .*");
    }

    @Test
    void refusesToGoTooDeep() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).hasMessageContaining("nesting deeper than 64");
    }
}
