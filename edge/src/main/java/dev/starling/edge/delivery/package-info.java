/**
 * Delivery of clips: gathers mapped access units into CMAF chunks according to a blend plan, with down-moves while the
 * clip is in flight. Open {@link dev.starling.edge.delivery.ClipDelivery} first.
 */
@NullMarked
package dev.starling.edge.delivery;

import org.jspecify.annotations.NullMarked;
