package dev.starling.h264.entropy;

import java.io.ByteArrayOutputStream;

/**
 * The engines of 9.3.1.2, 9.3.3.2 and 9.3.4 as in the flow charts, one bit at a time, for comparison with the fast
 * ones.
 */
final class PlainCabac {
    private PlainCabac() {}

    static final class Decoder {
        final int[] pStateIdx = new int[1024];
        final int[] valMps = new int[1024];
        int codIRange = 510;
        int codIOffset;
        int bitPosition;
        private final byte[] data;

        Decoder(byte[] data) {
            this.data = data;
            for (int i = 0; i < 9; i++) {
                codIOffset = codIOffset << 1 | readBit();
            }
        }

        int decision(int ctxIdx) {
            int rangeLps = RangeTabLps.ROWS[4 * pStateIdx[ctxIdx] + (codIRange >> 6 & 3)];
            codIRange -= rangeLps;
            int bin = valMps[ctxIdx];
            if (codIOffset >= codIRange) {
                bin = 1 - bin;
                codIOffset -= codIRange;
                codIRange = rangeLps;
                if (pStateIdx[ctxIdx] == 0) {
                    valMps[ctxIdx] = 1 - valMps[ctxIdx];
                }
                pStateIdx[ctxIdx] = TransIdx.LPS[pStateIdx[ctxIdx]];
            } else {
                pStateIdx[ctxIdx] = TransIdx.mps(pStateIdx[ctxIdx]);
            }
            renorm();
            return bin;
        }

        int bypass() {
            codIOffset = codIOffset << 1 | readBit();
            if (codIOffset >= codIRange) {
                codIOffset -= codIRange;
                return 1;
            }
            return 0;
        }

        int terminate() {
            codIRange -= 2;
            if (codIOffset >= codIRange) {
                return 1;
            }
            renorm();
            return 0;
        }

        private void renorm() {
            while (codIRange < 256) {
                codIRange <<= 1;
                codIOffset = codIOffset << 1 | readBit();
            }
        }

        private int readBit() {
            int at = bitPosition++;
            return at >> 3 < data.length ? data[at >> 3] >> (7 - (at & 7)) & 1 : 0;
        }
    }

    static final class Encoder {
        final int[] pStateIdx = new int[1024];
        final int[] valMps = new int[1024];
        int codIRange = 510;
        private int codILow;
        private boolean firstBitFlag = true;
        private int bitsOutstanding;
        private final StringBuilder bits = new StringBuilder();

        void decision(int ctxIdx, int bin) {
            int rangeLps = RangeTabLps.ROWS[4 * pStateIdx[ctxIdx] + (codIRange >> 6 & 3)];
            codIRange -= rangeLps;
            if (bin != valMps[ctxIdx]) {
                codILow += codIRange;
                codIRange = rangeLps;
                if (pStateIdx[ctxIdx] == 0) {
                    valMps[ctxIdx] = 1 - valMps[ctxIdx];
                }
                pStateIdx[ctxIdx] = TransIdx.LPS[pStateIdx[ctxIdx]];
            } else {
                pStateIdx[ctxIdx] = TransIdx.mps(pStateIdx[ctxIdx]);
            }
            renorm();
        }

        void bypass(int bin) {
            codILow <<= 1;
            if (bin != 0) {
                codILow += codIRange;
            }
            if (codILow >= 1024) {
                putBit(1);
                codILow -= 1024;
            } else if (codILow < 512) {
                putBit(0);
            } else {
                codILow -= 512;
                bitsOutstanding++;
            }
        }

        void terminate(int bin) {
            codIRange -= 2;
            if (bin != 0) {
                codILow += codIRange;
                codIRange = 2;
                renorm();
                putBit(codILow >> 9 & 1);
                bits.append(codILow >> 8 & 1).append('1');
            } else {
                renorm();
            }
        }

        byte[] bytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            String padded = bits + "0".repeat(-bits.length() & 7);
            for (int i = 0; i < padded.length(); i += 8) {
                out.write(Integer.parseInt(padded.substring(i, i + 8), 2));
            }
            return out.toByteArray();
        }

        private void renorm() {
            while (codIRange < 256) {
                if (codILow < 256) {
                    putBit(0);
                } else if (codILow >= 512) {
                    codILow -= 512;
                    putBit(1);
                } else {
                    codILow -= 256;
                    bitsOutstanding++;
                }
                codIRange <<= 1;
                codILow <<= 1;
            }
        }

        private void putBit(int bit) {
            if (firstBitFlag) {
                firstBitFlag = false;
            } else {
                bits.append(bit);
            }
            bits.repeat(bit == 0 ? '1' : '0', bitsOutstanding);
            bitsOutstanding = 0;
        }
    }
}
