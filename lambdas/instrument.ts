import type { Context } from 'aws-lambda';
import { observe } from '../lib/middleware';

/** Sightline's own functions wear what they sell: every handler goes through the middleware. */
export function instrument<Event, Result>(
  handler: (event: Event) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  return observe((event: Event, _context: Context) => handler(event));
}

/** An environment variable that the construct sets; missing, the function says so at its start. */
export function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`the environment variable ${name} is not set; deploy the IncidentResponse construct again`);
}
