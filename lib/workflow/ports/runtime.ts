/** What every workflow is given. */
import type { SightlineConfig } from '../../core/config';

/** Milliseconds since the epoch, and a pause. Injected so that rehearsal runs in virtual time. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** What comes of the work; `undefined` if that takes longer. @default - it is waited for, however long it takes */
  within?<T>(ms: number, work: Promise<T>): Promise<T | undefined>;
}

/** Structured log lines of the workflow itself. Never throws. */
export interface LogPort {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The hub's configuration; cached by the adapter. */
export interface ConfigPort {
  load(): Promise<SightlineConfig>;
}

/** A secret of the hub's, such as a webhook's address; cached by the adapter. Throws where it cannot be read. */
export interface SecretPort {
  read(arn: string): Promise<string>;
}

export interface BusPort {
  publish(detailType: string, detail: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Counts of the workflow, on the hub's dimension set. Never throws. */
export interface MetricPort {
  count(name: string, value?: number): void;
  duration(name: string, ms: number): void;
}

/** Values that are taken once in a while, on the hub's dimension set. Never throws. */
export interface GaugePort {
  gauge(name: string, value: number, unit: 'Count' | 'Milliseconds' | 'Percent'): void;
}

/** Where a record goes that can never be handled: kept for people, with the reason. Throws when it was not accepted. */
export interface DeadLetterPort {
  send(body: string, reason: string): Promise<void>;
}
