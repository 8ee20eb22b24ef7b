/** Targets of EventBridge rules. */
import { compileTargetInput, type RuleContext, type TargetInput } from '../../core/signal/input-transformer';
import type { World } from '../world';
import { type DestinationService, destinationsOf, serviceOf } from './destinations';

export type BusEvent = Readonly<Record<string, unknown>>;

/** Hands an event to a target. `hops` counts the buses it went through. */
export type RuleTarget = (event: BusEvent, rule: RuleContext, hops: number) => void;

const PLAYED: readonly DestinationService[] = ['sqs', 'lambda', 'sns', 'events', 'logs'];

/**
 * Reads one target of a rule.
 * @param forward puts an event on another bus
 * @throws with the reason where the target is not played
 */
export function readRuleTarget(
  world: World,
  target: Readonly<Record<string, unknown>>,
  forward: (bus: string, event: BusEvent, hops: number) => void,
): RuleTarget {
  const arn = String(target.Arn);
  const destinations = destinationsOf(world);
  const refusal = destinations.refusal(arn, PLAYED);
  if (refusal) throw new Error(`rule target ${refusal}`);
  const shape = compileTargetInput(target as TargetInput);
  const service = serviceOf(arn);
  if (service === 'events') return (event, _rule, hops) => forward(arn, event, hops + 1);
  if (service === 'logs') return (event, rule) => destinations.deliver(arn, logMessage(shape(event, rule)));
  return (event, rule) => destinations.deliver(arn, shape(event, rule));
}

/** Of an input with a time stamp and a message, the message is logged; any other is logged as it is. */
function logMessage(text: string): string {
  const { timestamp, message, ...others } = readObject(text);
  const isLogEvent = timestamp !== undefined && typeof message === 'string' && Object.keys(others).length === 0;
  return isLogEvent ? message : text;
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
