/** Composite alarms of templates, and which of them can be played. */
import { type AlarmRule, alarmNameOf, findAlarmRuleCycles, parseAlarmRule } from '../../../core/alarm/composite';
import { closest } from '../../../core/closest';
import type { Resource, Templates } from '../../templates';
import type { World } from '../../world';
import { type AlarmCommon, readCommon } from './common';
import type { MetricAlarm } from './metric-alarm';

export interface CompositeAlarm extends AlarmCommon {
  readonly kind: 'composite';
  readonly rule: AlarmRule;
  readonly suppressor?: { readonly alarm: string; readonly waitSeconds: number; readonly extensionSeconds: number };
}

/** @throws where its rule or suppressor is not one */
export function readComposite(resource: Resource): CompositeAlarm {
  const { properties } = resource;
  const { ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } = properties;
  const composite = {
    kind: 'composite' as const,
    resource,
    ...readCommon(resource),
    rule: parseAlarmRule(String(properties.AlarmRule)),
  };
  if (ActionsSuppressor === undefined) return composite;
  if (ActionsSuppressorWaitPeriod === undefined || ActionsSuppressorExtensionPeriod === undefined)
    throw new Error('an ActionsSuppressor needs ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod');
  return {
    ...composite,
    suppressor: {
      alarm: String(ActionsSuppressor),
      waitSeconds: seconds(ActionsSuppressorWaitPeriod, 'ActionsSuppressorWaitPeriod'),
      extensionSeconds: seconds(ActionsSuppressorExtensionPeriod, 'ActionsSuppressorExtensionPeriod'),
    },
  };
}

function seconds(value: unknown, property: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Error(`${property} must be a whole number of seconds from 0 on, got ${JSON.stringify(value)}`);
}

/** The composites whose children, down to the last, are played too; cycles and strangers are named. */
export function playable(
  composites: readonly CompositeAlarm[],
  metricAlarms: readonly MetricAlarm[],
  world: Pick<World, 'templates' | 'notRehearsed'>,
): CompositeAlarm[] {
  const refuse = (path: string, why: string) => world.notRehearsed.set(path, `alarm: ${why}`);
  const byName = new Map(composites.map((composite) => [composite.resource.name, composite]));
  const cyclic = new Set<string>();
  for (const cycle of findAlarmRuleCycles(new Map(composites.map(({ resource, rule }) => [resource.name, rule])))) {
    for (const name of cycle) {
      cyclic.add(name);
      const path = byName.get(name)?.resource.path ?? name;
      refuse(path, `composite alarms in a cycle are never evaluated: ${[...cycle, cycle[0]].join(' -> ')}; break it`);
    }
  }
  let kept = composites.filter(({ resource }) => !cyclic.has(resource.name));
  for (;;) {
    const known = new Set([...metricAlarms, ...kept].flatMap(({ resource }) => [resource.name, resource.arn]));
    const stray = kept.find((composite) => strangerOf(composite, known) !== undefined);
    if (!stray) return kept;
    refuse(stray.resource.path, wordStranger(strangerOf(stray, known) as string, world.templates, [...known]));
    kept = kept.filter((composite) => composite !== stray);
  }
}

function strangerOf({ rule, suppressor }: CompositeAlarm, known: ReadonlySet<string>): string | undefined {
  return [...rule.children, ...(suppressor ? [suppressor.alarm] : [])].find((child) => !known.has(child));
}

function wordStranger(child: string, templates: Templates, known: readonly string[]): string {
  const there = templates.byIdentity(child, 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm');
  if (there) return `it depends on '${child}', which is not rehearsed itself`;
  const meant = closest(alarmNameOf(child), known);
  return `it depends on the alarm '${child}', which is not among those rehearsed${meant ? `; did you mean '${meant}'?` : ''}`;
}
