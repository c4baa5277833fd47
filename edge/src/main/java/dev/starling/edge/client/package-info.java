/**
 * Data about playback and delivery in HTTP requests and responses: CMCD (CTA-5004) from clients, CMSD (CTA-5006) to
 * clients. Open {@link dev.starling.edge.client.Cmcd} first.
 */
@NullMarked
package dev.starling.edge.client;

import org.jspecify.annotations.NullMarked;
