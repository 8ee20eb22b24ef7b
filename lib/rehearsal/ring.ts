/** The last so many things that were added. */
export class Ring<T> {
  private readonly kept: T[] = [];
  private count = 0;

  constructor(private readonly capacity: number) {}

  /** How many had to make room for later ones. */
  get dropped(): number {
    return this.count - this.kept.length;
  }

  add(thing: T): void {
    this.kept[this.count % this.capacity] = thing;
    this.count += 1;
  }

  /** Oldest first. */
  values(): readonly T[] {
    const oldest = this.dropped % this.capacity;
    return [...this.kept.slice(oldest), ...this.kept.slice(0, oldest)];
  }
}
