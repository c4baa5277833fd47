package dev.starling.film;

import java.util.Arrays;

/** Finds the birds near a bird by a hashed grid of cells, and applies the three rules of {@link Flock} to it. */
final class Neighbours {
    /** Distance at which a bird sees another, in units; also the size of a cell. */
    private static final float SIGHT = 30;
    /** Distance below which birds avoid each other, in units. */
    private static final float ROOM = 14;

    private static final int BUCKETS = 1 << 12;
    /** A bird follows only a few others. This also bounds the work in a dense crowd. */
    private static final int MAX_NEIGHBOURS = 24;

    private final int[] first = new int[BUCKETS];
    private final int[] next;

    Neighbours(int birds) {
        this.next = new int[birds];
    }

    /** Puts all birds into the grid. */
    void sort(float[] position) {
        Arrays.fill(first, -1);
        for (int i = next.length - 1; i >= 0; i--) {
            int bucket = bucket(cell(position[3 * i]), cell(position[3 * i + 1]), cell(position[3 * i + 2]));
            next[i] = first[bucket];
            first[bucket] = i;
        }
    }

    private static int cell(float coordinate) {
        return (int) Math.floor(coordinate / SIGHT);
    }

    private static int bucket(int x, int y, int z) {
        return (x * 73_856_093 ^ y * 19_349_663 ^ z * 83_492_791) & BUCKETS - 1;
    }

    /** Writes the acceleration that the three rules give to a bird. */
    void rules(int bird, float[] position, float[] velocity, float[] push) {
        float x = position[3 * bird];
        float y = position[3 * bird + 1];
        float z = position[3 * bird + 2];
        float apartX = 0;
        float apartY = 0;
        float apartZ = 0;
        float sumX = 0;
        float sumY = 0;
        float sumZ = 0;
        float sumVx = 0;
        float sumVy = 0;
        float sumVz = 0;
        int seen = 0;
        for (int cell = 0; cell < 27 && seen < MAX_NEIGHBOURS; cell++) {
            int bucket = bucket(cell(x) + cell % 3 - 1, cell(y) + cell / 3 % 3 - 1, cell(z) + cell / 9 - 1);
            for (int other = first[bucket]; other >= 0 && seen < MAX_NEIGHBOURS; other = next[other]) {
                float dx = x - position[3 * other];
                float dy = y - position[3 * other + 1];
                float dz = z - position[3 * other + 2];
                float squares = dx * dx + dy * dy + dz * dz;
                if (other == bird || squares > SIGHT * SIGHT) {
                    continue;
                }
                seen++;
                sumX -= dx;
                sumY -= dy;
                sumZ -= dz;
                sumVx += velocity[3 * other];
                sumVy += velocity[3 * other + 1];
                sumVz += velocity[3 * other + 2];
                if (squares < ROOM * ROOM) {
                    float strength = 1 / (squares + 2) - 1 / (ROOM * ROOM + 2);
                    apartX += dx * strength;
                    apartY += dy * strength;
                    apartZ += dz * strength;
                }
            }
        }
        float per = seen == 0 ? 0 : 1f / seen;
        float together = 2.6f * per;
        float along = 3.2f * per;
        float heed = seen == 0 ? 0 : 3.2f;
        push[3 * bird] = 2600 * apartX + together * sumX + along * sumVx - heed * velocity[3 * bird];
        push[3 * bird + 1] = 2600 * apartY + together * sumY + along * sumVy - heed * velocity[3 * bird + 1];
        push[3 * bird + 2] = 2600 * apartZ + together * sumZ + along * sumVz - heed * velocity[3 * bird + 2];
    }
}
