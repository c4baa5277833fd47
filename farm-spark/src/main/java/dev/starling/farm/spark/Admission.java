package dev.starling.farm.spark;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.IntSupplier;

/**
 * Lets a bounded number of callers through, smallest precedence first, then first come, first served. Spark runs jobs
 * in the order in which they come; with only a few of them there at a time, that is the farm's order.
 */
final class Admission {
    private final IntSupplier most;
    private final PriorityQueue<Ticket> waiting =
            new PriorityQueue<>(Comparator.comparingInt(Ticket::precedence).thenComparingLong(Ticket::arrival));
    private long arrivals;
    private int inside;
    private boolean closed;

    private record Ticket(int precedence, long arrival) {}

    /** @param most how many may be inside, asked again whenever somebody leaves or {@link #look} is called */
    Admission(IntSupplier most) {
        this.most = most;
    }

    /**
     * Waits to be let in.
     *
     * @throws CancellationException if this is closed meanwhile
     */
    synchronized void enter(int precedence) throws InterruptedException {
        Ticket ticket = new Ticket(precedence, arrivals++);
        waiting.add(ticket);
        try {
            while (!closed && (inside >= most.getAsInt() || !ticket.equals(waiting.peek()))) {
                wait();
            }
            if (closed) {
                throw new CancellationException("The executor is closed");
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

    /** There may be room for more. */
    synchronized void look() {
        notifyAll();
    }

    /** Sends all away who wait. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
