package dev.starling.edge.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "holiday.mp4         | holiday      | holiday.mp4",
                "Ein schöner Tag.MKV | Ein schöner Tag | Ein schöner Tag.MKV",
                "../../etc/passwd    | passwd       | passwd",
                "C:\\videos\\a.b.ts  | a.b          | a.b.ts",
                ".hidden             | hidden       | hidden",
                "'...'               | upload       | upload",
                "''                  | upload       | upload",
                "a<b>:c.mp4          | a-b-c        | a-b-c.mp4",
                "a.this-is-no-extension | a.this-is-no-extension | a.this-is-no-extension"
            })
    void anyNameBecomesThatOfAFolderAndAFile(String given, String title, String file) {
        UploadName name = UploadName.of(given);
        assertThat(name.title()).isEqualTo(title);
        assertThat(name.file()).isEqualTo(file);
    }
}
