/**
 * What clients tell about themselves, and what they are told: CMCD (CTA-5004) in, CMSD (CTA-5006) out. Open
 * {@link dev.starling.edge.client.Cmcd} first.
 */
@NullMarked
package dev.starling.edge.client;

import org.jspecify.annotations.NullMarked;
