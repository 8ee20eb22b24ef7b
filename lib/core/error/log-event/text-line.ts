/** Log lines that are plain text: Lambda's own, and those of code that writes none but texts. */
import { optionalFields } from '../../signal/fields';
import { readErrorValue, readStackText } from './error-value';
import type { Found } from './occurrence';

/** What begins a line of Lambda's text format: time, request id, level. */
const HEAD = /^\d{4}-[\dT:.-]{1,25}Z?[\t ]([\w-]{1,64})[\t ](?:([A-Z]{1,10})\t)?/;
const TIMED_OUT = /Task timed out after \d{1,6}\.\d{1,3} seconds/;
const EXITED = /Runtime exited (?:with error: ([^\n]{1,200})|without providing a reason)/;
/** A level of its own, not a part of a word or of a name. */
const LEVEL = /(?:^|[\s[("|])(?:ERROR|FATAL|CRITICAL)(?:[\s\])":|,]|$)/;
/** So much of a line is searched for a level. */
const MAX_SEARCHED = 1_024;

/**
 * @param place the function, which is all that tells timeouts apart
 * @returns `undefined` where the line tells of no error
 */
export function readTextLine(text: string, place: string): Found | undefined {
  const start = text.slice(0, MAX_SEARCHED);
  if (TIMED_OUT.test(start)) return timedOut(place);
  const exit = EXITED.exec(start);
  if (exit) return { error: { name: 'Runtime.ExitError', message: exit[1] ?? 'no reason given' }, place };
  const level = LEVEL.exec(start);
  const head = HEAD.exec(start);
  if (!level || (head?.[2] !== undefined && !LEVEL.test(head[2]))) return undefined;
  const told = text.slice(head?.[2] === undefined ? level.index + level[0].length : head[0].length).trim();
  return readInvokeError(told) ?? { error: readStackText(told) };
}

/** The request that a line of Lambda's text format is of. */
export function requestIdOf(text: string): string | undefined {
  const start = text.slice(0, 200);
  return (HEAD.exec(start) ?? /^RequestId: ([\w-]{1,64}) /.exec(start))?.[1];
}

/** As Lambda names it where it can tell. https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
export function timedOut(place: string): Found {
  return { error: { name: 'Sandbox.Timedout', message: 'Task timed out' }, place, byRuntime: true };
}

/** `Invoke Error \t{"errorType":"Error","errorMessage":"..","stack":[..]}`, and its likes. */
function readInvokeError(told: string): Found | undefined {
  const [prefix = ''] =
    /^(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection|Init Error)\s+/.exec(told) ?? [];
  if (prefix === '') return undefined;
  try {
    const error = readErrorValue(optionalFields(JSON.parse(told.slice(prefix.length))));
    return error && { error, byRuntime: true };
  } catch {
    return undefined;
  }
}
