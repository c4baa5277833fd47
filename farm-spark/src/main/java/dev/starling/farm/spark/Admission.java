package dev.starling.farm.spark;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.IntSupplier;

/**
 * Admits a bounded number of callers at a time: smallest precedence first, then first come, first served. Spark runs
 * jobs in the order of their arrival; since only a few are admitted at a time, that is the farm's order.
 */
final class Admission {
    private final IntSupplier limit;
    private final PriorityQueue<Ticket> waiting =
            new PriorityQueue<>(Comparator.comparingInt(Ticket::precedence).thenComparingLong(Ticket::arrival));
    private long arrivals;
    private int inside;
    private boolean closed;

    private record Ticket(int precedence, long arrival) {}

    /** @param limit how many callers may be inside; read again whenever one leaves or {@link #recheck} is called */
    Admission(IntSupplier limit) {
        this.limit = limit;
    }

    /**
     * Waits for admission.
     *
     * @throws CancellationException if this is closed meanwhile
     */
    synchronized void enter(int precedence) throws InterruptedException {
        Ticket ticket = new Ticket(precedence, arrivals++);
        waiting.add(ticket);
        try {
            while (!closed && (inside >= limit.getAsInt() || !ticket.equals(waiting.peek()))) {
                wait();
            }
            if (closed) {
                throw new CancellationException("the executor is closed");
            }
            inside++;
        } finally {
            waiting.remove(ticket);
            notifyAll();
        }
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Reads the limit again, which may have grown. */
    synchronized void recheck() {
        notifyAll();
    }

    /** Turns away all waiting callers. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
