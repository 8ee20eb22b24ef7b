import type { Scope } from '../scope';
import type { LogLevel } from '../settings';

/** The beginning of a log line, up to what is special to it: the fields that all lines of an invocation share. */
export function lineHead(
  { runtime, template, coldStart, ids }: Scope,
  level: LogLevel,
  message: string,
  nowMs: number,
) {
  const { service, environment, release } = runtime.settings;
  const who = template?.dimensions ?? JSON.stringify({ service, environment }).slice(1, -1);
  const what = release === undefined ? '' : `,"release":${JSON.stringify(release)}`;
  const how = coldStart === undefined ? '' : `,"coldStart":${coldStart}`;
  return `"level":"${level}","message":${JSON.stringify(message)},"timestamp":"${isoTime(nowMs)}",${who}${what}${ids}${how}`;
}

let minute = Number.NaN;
let beginning = '';

/** As `toISOString`, whose beginning stays the same for a minute. */
function isoTime(nowMs: number): string {
  if (Math.floor(nowMs / 60_000) !== minute) {
    minute = Math.floor(nowMs / 60_000);
    beginning = new Date(nowMs).toISOString().slice(0, 17);
  }
  const ms = `${100_000 + (nowMs % 60_000)}`;
  return `${beginning}${ms.slice(1, 3)}.${ms.slice(3)}Z`;
}
