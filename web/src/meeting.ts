/** Lets several begin at the same moment: whoever arrives waits for the others. */
export class Meeting<T> {
  private readonly members: Set<T>;
  private readonly waiting = new Map<T, () => void>();

  constructor(members: Iterable<T>) {
    this.members = new Set(members);
  }

  /** Resolves when all members have arrived; then the next meeting begins. */
  arrive(member: T): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.set(member, resolve);
      this.open();
    });
  }

  /** Whether a member waits for another one. */
  isWaiting(member: T): boolean {
    return this.waiting.has(member);
  }

  /** No longer waits for a member. */
  leave(member: T): void {
    this.members.delete(member);
    this.open();
  }

  private open(): void {
    if ([...this.members].every((it) => this.waiting.has(it))) {
      const arrived = [...this.waiting.values()];
      this.waiting.clear();
      arrived.forEach((resolve) => {
        resolve();
      });
    }
  }
}
