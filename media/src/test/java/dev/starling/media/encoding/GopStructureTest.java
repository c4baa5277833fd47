package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GopStructureTest {
    private static GopStructure of(String letters) {
        return new GopStructure(letters.chars()
                .mapToObj(letter -> switch (letter) {
                    case 'I' -> PictureType.IDR;
                    case 'P' -> PictureType.P;
                    default -> PictureType.B;
                })
                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "IBBPBBP,    7, IBBPBBP",
        "IBBPBBP,    4, IBBPIBP",
        "IBBBPBBBP,  5, IBBBPIBBP",
        "IBBPBBP,    1, IIIIIII",
        "IBBPIBBPBP, 4, IBBPIBPIBP",
        "I,          1, I"
    })
    void groupsThatAreTooLongAreDividedEvenlyWhereverScenesBegin(String decided, int maxGopPictures, String divided) {
        assertThat(of(decided).divided(maxGopPictures)).hasToString(divided);
        assertThat(Stream.of(divided.split("(?=I)"))).allMatch(group -> group.length() <= maxGopPictures);
    }
}
