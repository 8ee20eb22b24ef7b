/** Reading one line of a text format word by word, with errors that say what belongs there. */
import { closest } from '../core/closest';

const MAX_PER_MINUTE = 6_000;
const DURATION = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** The words of one line, taken one after the other; `error` wraps a problem with the place it was found at. */
export class Words {
  private position = 0;

  constructor(
    private readonly line: string,
    private readonly error: (problem: string) => Error,
  ) {}

  next(wanted: string): string {
    const found = this.peek();
    if (found === undefined) throw this.error(`the line ends where ${wanted} belongs`);
    this.position += found.length;
    return found;
  }

  /** The next word, or the text in double quotes that begins here. */
  text(wanted: string): string {
    if (this.peek()?.startsWith('"') !== true) return this.next(wanted);
    const match = /^"((?:[^"\\]|\\.)*)"(?=\s|$)/.exec(this.line.slice(this.position));
    if (!match) throw this.error(`a closing " is missing where ${wanted} belongs`);
    this.position += match[0].length;
    return (match[1] as string).replace(/\\(.)/g, '$1');
  }

  /** Takes the next word if it is this one. */
  accept(word: string): boolean {
    if (this.peek() !== word) return false;
    this.next(word);
    return true;
  }

  /** Whether the next word looks like this; takes nothing. */
  peekIs(pattern: RegExp): boolean {
    return pattern.test(this.peek() ?? '');
  }

  expect(word: string): void {
    const found = this.next(`'${word}'`);
    if (found !== word) throw this.error(`'${word}' belongs here, got '${found}'`);
  }

  oneOf<T>(choices: Readonly<Record<string, T>>): T {
    const allowed = Object.keys(choices);
    const found = this.next(`one of ${allowed.join(', ')}`);
    const choice = Object.hasOwn(choices, found) ? choices[found] : undefined;
    if (choice !== undefined) return choice;
    const meant = closest(found, allowed);
    throw this.error(
      `'${found}' is not known here${meant ? `; did you mean '${meant}'?` : '.'} Allowed are: ${allowed.join(', ')}`,
    );
  }

  /** Words up to one of the stop words or the end of the line; at least one. */
  until(stops: string | readonly string[] | undefined, wanted: string): string[] {
    const taken = [this.text(wanted)];
    for (;;) {
      const word = this.peek();
      if (word === undefined || word === stops || (Array.isArray(stops) && stops.includes(word))) return taken;
      taken.push(this.text(wanted));
    }
  }

  rest(wanted: string): string {
    const rest = this.remaining();
    if (rest === '') throw this.error(`the line ends where ${wanted} belongs`);
    this.position = this.line.length;
    return rest;
  }

  /** @throws where the statement was made before: which of the two should hold? */
  once(before: unknown): void {
    if (before !== undefined) this.refuse('this stands twice in the scenario; keep one of them');
  }

  refuse(problem: string): never {
    throw this.error(problem);
  }

  remaining(): string {
    return this.line.slice(this.position).trim();
  }

  end(): void {
    const rest = this.remaining();
    if (rest !== '') throw this.error(`'${rest}' is more than belongs on this line`);
  }

  duration(): number {
    const word = this.next('a duration such as 10m');
    const match = DURATION.exec(word);
    if (!match || word === '') throw this.error(`a duration such as 90s, 10m, 1h30m or 2d belongs here, got '${word}'`);
    const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
    return (
      (((days as number) * 24 + (hours as number)) * 60 + (minutes as number)) * 60_000 + (seconds as number) * 1000
    );
  }

  /** A duration that may lie before the start: `-2d`. */
  signedDuration(): number {
    if (this.peek()?.startsWith('-') !== true) return this.duration();
    this.position += 1;
    return -this.duration();
  }

  number(wanted: string): number {
    const word = this.next(wanted);
    const number = Number(word);
    if (word !== '' && Number.isFinite(number)) return number;
    throw this.error(`${wanted} belongs here, got '${word}'`);
  }

  time(): number {
    const word = this.next('a time such as 2026-01-05T09:00:00Z');
    const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(word) ? Date.parse(word) : Number.NaN;
    // Date.parse takes 30 February for 2 March.
    if (Number.isNaN(ms) || !word.startsWith(new Date(ms).toISOString().slice(0, 16)))
      throw this.error(`a UTC time such as 2026-01-05T09:00:00Z belongs here, got '${word}'`);
    return ms;
  }

  count(): number {
    const word = this.next('a whole number');
    if (!/^\d{1,9}$/.test(word)) throw this.error(`a whole number belongs here, got '${word}'`);
    return Number(word);
  }

  rate(): number {
    const word = this.next('a rate such as 60/min');
    const match = /^(\d+)\/(s|min)$/.exec(word);
    const perMinute = match ? Number(match[1]) * (match[2] === 's' ? 60 : 1) : Number.NaN;
    if (perMinute >= 1 && perMinute <= MAX_PER_MINUTE) return perMinute;
    throw this.error(`a rate such as 60/min or 2/s, from 1/min to ${MAX_PER_MINUTE}/min, belongs here, got '${word}'`);
  }

  percent(): number {
    const word = this.next('a percentage such as 20%');
    const share = /^\d{1,3}%$/.test(word) ? Number.parseInt(word, 10) / 100 : Number.NaN;
    if (share > 0 && share <= 1) return share;
    throw this.error(`a percentage from 1% to 100% belongs here, got '${word}'`);
  }

  json(): string {
    const text = this.rest('a JSON body');
    try {
      JSON.parse(text.replaceAll('{n}', '1'));
      return text;
    } catch (error) {
      throw this.error(`the body behind 'with' is not JSON: ${(error as Error).message}`);
    }
  }

  private peek(): string | undefined {
    const rest = this.line.slice(this.position);
    const start = rest.length - rest.trimStart().length;
    this.position += start;
    return /^\S+/.exec(rest.slice(start))?.[0];
  }
}
