/**
 * What an EventBridge rule hands to a target: the event, a part of it, a constant, or a text made from it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */

import { InputTemplateError } from './input-transformer/error';
import { compileEventPath } from './input-transformer/event-path';
import { compileTemplate, type Variables } from './input-transformer/template';

export { InputTemplateError } from './input-transformer/error';

/** The properties of a rule's target that shape its input; at most one of them is given. */
export interface TargetInput {
  /** JSON text that is passed instead of the event. */
  readonly Input?: string;
  /** The part of the event that is passed, such as `$.detail`. */
  readonly InputPath?: string;
  readonly InputTransformer?: {
    /** Variables of the template, by path: `{ instance: '$.detail.instance-id' }`. */
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** What the rule knows beside the event. */
export interface RuleContext {
  readonly ruleArn: string;
  readonly ruleName: string;
  /** Epoch milliseconds at which the bus took the event. */
  readonly ingestionMs: number;
}

type Event = Readonly<Record<string, unknown>>;
/** The text that the target gets. */
export type InputShaper = (event: Event, rule: RuleContext) => string;

const RESERVED = /^aws\./i;

/**
 * Reads how a target's input is shaped. Throws an `InputTemplateError` for what PutTargets would refuse.
 *
 * ```ts
 * const shape = compileTargetInput({
 *   InputTransformer: { InputPathsMap: { state: '$.detail.state' }, InputTemplate: '"it is <state>"' },
 * });
 * shape({ detail: { state: 'ALARM' } }, { ruleArn: 'arn', ruleName: 'rule', ingestionMs: 0 }); // '"it is ALARM"'
 * ```
 *
 * A variable whose path the event does not have is empty within a text and left out of JSON. `InputPath` to nothing
 * passes `null`. Where AWS is silent: a value within a JSON string is escaped, so that JSON stays JSON.
 */
export function compileTargetInput(target: TargetInput): InputShaper {
  const given = (['Input', 'InputPath', 'InputTransformer'] as const).filter((key) => target[key] !== undefined);
  if (given.length > 1) throw new InputTemplateError(`it has ${given.join(' and ')}`, 'a target takes one of them');
  if (target.Input !== undefined) return constant(target.Input);
  if (target.InputPath !== undefined) {
    const part = compileEventPath(target.InputPath);
    return (event) => JSON.stringify(part(event) ?? null);
  }
  if (target.InputTransformer) return transformer(target.InputTransformer);
  return (event) => JSON.stringify(event);
}

function constant(text: string): InputShaper {
  try {
    JSON.parse(text);
  } catch {
    throw new InputTemplateError(`Input '${text.slice(0, 60)}' is not JSON`, 'a text is written in double quotes');
  }
  return () => text;
}

function transformer({ InputPathsMap = {}, InputTemplate }: NonNullable<TargetInput['InputTransformer']>): InputShaper {
  const paths = Object.entries(InputPathsMap).map(([name, path]) => {
    if (RESERVED.test(name)) throw new InputTemplateError(`the variable '${name}'`, "names do not begin with 'AWS.'");
    return [name, compileEventPath(path)] as const;
  });
  const fill = compileTemplate(InputTemplate, new Set([...Object.keys(InputPathsMap), ...RESERVED_NAMES]));
  return (event, rule) => {
    const own = paths.map(([name, path]) => [name, path(event)] as const);
    return fill(new Map<string, unknown>([...own, ...reserved(event, rule)]));
  };
}

const RESERVED_NAMES = [
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
] as const;

function reserved(event: Event, { ruleArn, ruleName, ingestionMs }: RuleContext): Variables {
  const { detail: _detail, ...withoutDetail } = event;
  const values: Readonly<Record<(typeof RESERVED_NAMES)[number], unknown>> = {
    'aws.events.rule-arn': ruleArn,
    'aws.events.rule-name': ruleName,
    'aws.events.event.ingestion-time': new Date(ingestionMs).toISOString(),
    'aws.events.event': withoutDetail,
    'aws.events.event.json': event,
  };
  return new Map(Object.entries(values));
}
