package dev.starling.edge.fleet;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What happened between two moments, in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param number rises by one from sample to sample, from 1
 * @param at the end, in the form of ISO 8601
 * @param seconds since the sample before
 * @param viewers at the end
 * @param totals what happened in between
 */
public record FleetSample(
        long number,
        String at,
        double seconds,
        @JsonUnwrapped Viewers viewers,
        @JsonUnwrapped FleetTotals totals) {
    /** Sessions that are kept, and those that requested something lately. */
    public record Viewers(int sessions, int active) {}
}
