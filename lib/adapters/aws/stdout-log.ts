import type { LogPort } from '../../workflow/ports';
import type { WriteLine } from './stdout';
import { writeStdout } from './stdout';

export interface StdoutLogOptions {
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default - standard output */
  readonly write?: WriteLine;
}

type Fields = Readonly<Record<string, unknown>>;

/** One JSON object a line: `timestamp`, `level`, `message`, then the fields. */
export class StdoutLog implements LogPort {
  private readonly now: () => number;
  private readonly write: WriteLine;

  constructor(options: StdoutLogOptions = {}) {
    this.now = options.now ?? Date.now;
    this.write = options.write ?? writeStdout;
  }

  info(message: string, fields?: Fields): void {
    this.log('INFO', message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.log('WARN', message, fields);
  }

  error(message: string, fields?: Fields): void {
    this.log('ERROR', message, fields);
  }

  private log(level: string, message: string, fields: Fields = {}): void {
    try {
      const head = { timestamp: new Date(this.now()).toISOString(), level, message };
      this.write(jsonLine(head, fields));
    } catch {
      // A log line is not worth a page.
    }
  }
}

/** Fields cannot take the place of the head; fields that JSON cannot express cost only themselves. */
function jsonLine(head: Fields, fields: Fields): string {
  try {
    return JSON.stringify({ ...head, ...fields, ...head }, readable);
  } catch (error) {
    return JSON.stringify({ ...head, fieldsLost: String(error) });
  }
}

function readable(_key: string, value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return typeof value === 'bigint' ? value.toString() : value;
}
