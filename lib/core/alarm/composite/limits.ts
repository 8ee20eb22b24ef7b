import type { Scanner } from './scanner';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html (AlarmRule) */
export const MAX_CHARACTERS = 10_240;
const MAX_CHILDREN = 100;
const MAX_ELEMENTS = 500;

/**
 * Counts what a rule may have only so much of. Elements are mentions of alarms, TRUE, FALSE and pairs of grouping
 * brackets; the brackets of a function are taken as part of it, which AWS does not say. An alarm named twice is one
 * child.
 */
export class Limits {
  /** The child alarms, each with the place of its first mention. */
  readonly children = new Map<string, number>();
  private elements = 0;

  constructor(private readonly scanner: Scanner) {}

  element(position = this.scanner.position): void {
    this.elements += 1;
    if (this.elements > MAX_ELEMENTS) throw this.tooMany('elements', MAX_ELEMENTS, position);
  }

  /** Reads the name of a child with `read` and counts it. */
  child(read: () => string): string {
    const start = this.scanner.position;
    const name = read();
    this.element(start);
    if (!this.children.has(name)) this.children.set(name, start);
    if (this.children.size > MAX_CHILDREN) throw this.tooMany('child alarms', MAX_CHILDREN, start);
    return name;
  }

  private tooMany(things: string, limit: number, position: number): Error {
    const allowed = `${limit} are allowed: move a part into a composite alarm of its own`;
    return this.scanner.error(`the rule has more than ${limit} ${things}`, allowed, position);
  }
}
