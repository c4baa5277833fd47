package dev.starling.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.app.terminal.TextTable.Column;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void aTableThatIsTooWideLosesItsLeastImportantColumns() {
        TextTable table = new TextTable(List.of(new Column("name", 0), new Column("one", 1), new Column("two", 2)));
        table.row("a", "1", "22");
        StringWriter wide = new StringWriter();
        table.print(new PrintWriter(wide, true), 14);
        assertThat(wide.toString().lines()).containsExactly("name  one  two", "a       1   22");
        StringWriter narrow = new StringWriter();
        table.print(new PrintWriter(narrow, true), 13);
        assertThat(narrow.toString().lines()).containsExactly("name  one", "a       1");
    }
}
