/** Asks one question at a time: of those that come while one is on its way, only the newest is asked after it. */
export class Newest<T> {
  private isAsking = false;
  private waiting: { question: T } | undefined;

  /** `ask` tells of its failures itself: the promise that it returns is never rejected. */
  constructor(private readonly ask: (question: T) => Promise<void>) {}

  put(question: T): void {
    this.waiting = { question };
    if (!this.isAsking) {
      void this.askAll();
    }
  }

  private async askAll(): Promise<void> {
    this.isAsking = true;
    for (let next = this.waiting; next !== undefined; next = this.waiting) {
      this.waiting = undefined;
      await this.ask(next.question);
    }
    this.isAsking = false;
  }
}
