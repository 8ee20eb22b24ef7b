/** One error, as a log told of it. */

import { oneLine, shorten, wellFormed } from '../../signal/words';
import { type AggregateEvidence, aggregateFingerprint } from '../aggregate';
import { categorize, type ErrorCategory } from '../category';
import { messagePattern } from '../message-pattern';
import type { ErrorValue } from './error-value';

/** What is kept of one occurrence, for people. All texts are of bounded length, none is escaped. */
export interface ErrorSample {
  /** Epoch ms. */
  readonly atMs: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly message: string;
  readonly stack?: string;
  /** The errors below it, outermost first: `PaymentError: declined`. */
  readonly causes: readonly string[];
  /** What happened before, oldest first, as one line of text each. */
  readonly breadcrumbs: readonly string[];
  readonly requestId?: string;
  readonly traceId?: string;
  readonly operation?: string;
  readonly release?: string;
}

export interface ErrorOccurrence {
  /** Of the log event: one that comes twice is one. */
  readonly eventId: string;
  readonly service: string;
  readonly environment: string;
  readonly fingerprint: string;
  /** `PaymentError: order <number> was declined`: ids and addresses of people do not stand in it. */
  readonly title: string;
  readonly category: ErrorCategory;
  /** Whether Lambda itself told of it, perhaps after the code did. */
  readonly byRuntime: boolean;
  readonly sample: ErrorSample;
}

/** What is known of an error before it is identified. */
export interface Found {
  readonly error: ErrorValue;
  /** What tells errors apart that have neither stack nor message of their own, such as the function that timed out. */
  readonly place?: string;
  readonly category?: ErrorCategory;
  readonly fingerprint?: string;
  readonly byRuntime?: boolean;
}

const MAX_TITLE = 120;

export function identify(found: Found): Pick<ErrorOccurrence, 'fingerprint' | 'title' | 'category' | 'byRuntime'> {
  const { error, place, category, byRuntime = false } = found;
  return {
    fingerprint: found.fingerprint ?? aggregateFingerprint(place === undefined ? error : placed(error, place)),
    title: titleOf(error),
    category: category ?? categorize(error),
    byRuntime,
  };
}

function placed(error: ErrorValue, place: string): AggregateEvidence {
  return { ...error, name: `${error.name ?? ''} in ${place}` };
}

function titleOf({ name = '', message = '' }: ErrorValue): string {
  const parts = [name, messagePattern(message)].filter((part) => part !== '');
  return shorten(wellFormed(oneLine(parts.join(': '))), MAX_TITLE) || 'an error without name and message';
}
