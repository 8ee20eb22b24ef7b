/**
 * CloudWatch's evaluation of alarms in virtual time. A tick looks back from the end of a minute (or of ten seconds).
 * Ticks at which no alarm can change are skipped: each alarm says when it has to be looked at again.
 */

import { alarmNameOf, evaluationOrder } from '../../../core/alarm/composite';
import { DEFAULT_EXTRA_DATAPOINTS, evaluationRange, reasonDataOf } from '../../../core/alarm/evaluation';
import { wordCompositeReason } from '../../../core/alarm/reason';
import type { AlarmState } from '../../../core/incident/incident';
import { formatTimestamp } from '../../../core/signal/alarm-event';
import type { World } from '../../world';
import { LATENCY } from '../latency';
import { AlarmActions, type AlarmBus, type AlarmTopics, type PresentState } from './alarm-actions';
import { CompositeAlarmWatch } from './composite-alarm-watch';
import type { TemplateAlarm } from './definition';
import { MetricAlarmWatch } from './metric-alarm-watch';
import type { Mute } from './mutes';

export interface AlarmOptions {
  /** Datapoints looked at beyond the evaluation periods. @default 2 */
  readonly extraDatapoints?: number;
  readonly mutes?: readonly Mute[];
}

const CREATED = {
  state: 'INSUFFICIENT_DATA',
  before: 'INSUFFICIENT_DATA',
  reason: 'Unchecked: Initial alarm creation',
} as const;

export class Alarms {
  private readonly metricAlarms: readonly MetricAlarmWatch[];
  /** Children before parents. */
  private readonly composites: readonly CompositeAlarmWatch[];
  private readonly watchers = new Map<string, MetricAlarmWatch[]>();
  private readonly parents = new Map<string, CompositeAlarmWatch[]>();
  private readonly present = new Map<string, PresentState>();
  private readonly actions: AlarmActions;
  /** Composites to evaluate, each with the children that changed, in their order. */
  private readonly unsettled = new Map<CompositeAlarmWatch, TemplateAlarm[]>();
  private readonly ticks = new Set<number>();
  private readonly finestStepMs: number;

  constructor(
    private readonly world: World,
    bus: AlarmBus,
    topics: AlarmTopics,
    alarms: readonly TemplateAlarm[],
    { extraDatapoints = DEFAULT_EXTRA_DATAPOINTS, mutes = [] }: AlarmOptions = {},
  ) {
    const startMs = world.clock.now();
    this.actions = new AlarmActions(world, bus, topics, mutes, (alarm) => this.presentOf(alarm));
    this.metricAlarms = alarms.flatMap((alarm) => {
      if (alarm.kind === 'composite') return [];
      const range = evaluationRange(alarm.settings.evaluationPeriods, extraDatapoints);
      return [new MetricAlarmWatch(alarm, world.metrics, range, startMs)];
    });
    this.composites = inOrder(alarms.flatMap((alarm) => (alarm.kind === 'composite' ? [alarm] : [])));
    for (const { resource } of alarms) {
      this.present.set(resource.name, { ...CREATED, atMs: startMs });
      world.recorder.alarmState(resource.name, { atMs: startMs, state: CREATED.state, reason: CREATED.reason });
    }
    this.index();
    this.finestStepMs = Math.min(60_000, ...this.metricAlarms.map(({ alarm }) => alarm.grid.stepMs));
    this.refine();
    world.metrics.onPut((key, atMs) => this.touch(key, atMs));
  }

  /** Begins to evaluate: the first tick is the first full minute. */
  start(): void {
    for (const { dueMs } of this.metricAlarms) this.tickAt(dueMs);
    const firstMs = Math.floor(this.world.clock.now() / 60_000 + 1) * 60_000;
    if (this.composites.length > 0) this.world.clock.at(firstMs + LATENCY.evaluation.ms, () => this.settle());
  }

  states(): ReadonlyMap<string, AlarmState> {
    return new Map([...this.present].map(([name, { state }]) => [name, state]));
  }

  /** The names of the topics that alarms publish to. */
  topicNames(): string[] {
    const actions = [...this.metricAlarms, ...this.composites].flatMap(({ alarm }) =>
      Object.values(alarm.actions).flat(),
    );
    const topics = actions.filter((action) => action.split(':')[2] === 'sns');
    return [...new Set(topics.map((topic) => topic.split(':').at(-1) as string))].sort();
  }

  private index(): void {
    for (const watch of this.metricAlarms) for (const key of watch.keys) append(this.watchers, key, watch);
    for (const composite of this.composites) {
      const { rule, suppressor } = composite.alarm;
      const children = new Set([...rule.children, ...(suppressor ? [suppressor.alarm] : [])].map(alarmNameOf));
      for (const child of children) append(this.parents, child, composite);
    }
  }

  /** Metrics of high-resolution alarms are kept in the alarms' own steps. */
  private refine(): void {
    for (const { alarm, keys } of this.metricAlarms)
      for (const key of keys) if (alarm.settings.periodSeconds < 60) this.world.metrics.refine(key, alarm.grid.stepMs);
  }

  private touch(key: string, atMs: number): void {
    const watchers = this.watchers.get(key);
    if (!watchers) return;
    const { finestStepMs } = this;
    const nextMs = (Math.floor((this.world.clock.now() - LATENCY.evaluation.ms) / finestStepMs) + 1) * finestStepMs;
    for (const watch of watchers) {
      watch.touch(key, atMs, nextMs);
      this.tickAt(watch.dueMs);
    }
  }

  private tickAt(tickMs: number): void {
    if (tickMs === Number.POSITIVE_INFINITY || tickMs >= this.world.recorder.endMs || this.ticks.has(tickMs)) return;
    this.ticks.add(tickMs);
    this.world.clock.at(tickMs + LATENCY.evaluation.ms, () => this.tick(tickMs));
  }

  private tick(tickMs: number): void {
    this.ticks.delete(tickMs);
    for (const watch of this.metricAlarms) {
      if (watch.dueMs > tickMs) continue;
      const before = watch.evaluations;
      const state = watch.stateAt(tickMs);
      if (state !== watch.state) this.changeMetricAlarm(watch, state, tickMs);
      watch.lookAhead(tickMs);
      this.world.recorder.count('alarm evaluations', watch.evaluations - before);
      this.tickAt(watch.dueMs);
    }
    this.settle();
  }

  private changeMetricAlarm(watch: MetricAlarmWatch, state: AlarmState, tickMs: number): void {
    const { alarm } = watch;
    const { reason, judged } = watch.explain(tickMs);
    watch.state = state;
    const nowMs = this.world.clock.now();
    const reasonData = reasonDataOf(alarm.settings, judged, alarm.statistic, nowMs);
    const from = this.replace(alarm, { state, reason, atMs: nowMs });
    this.actions.announce({ alarm, from, to: { value: state, reason, atMs: nowMs }, reasonData });
    this.actions.act(alarm, from.value, state);
    this.tellParents(alarm, state);
  }

  /** Replaces what an alarm is by what it becomes; answers what it was. */
  private replace(alarm: TemplateAlarm, present: Omit<PresentState, 'before'>) {
    const { state, reason, atMs } = this.presentOf(alarm);
    this.present.set(alarm.resource.name, { ...present, before: state });
    return { value: state, reason, atMs };
  }

  private tellParents(child: TemplateAlarm, state: AlarmState): void {
    const nowMs = this.world.clock.now();
    for (const parent of this.parents.get(child.resource.name) ?? []) {
      const { suppressor, rule } = parent.alarm;
      if (suppressor && alarmNameOf(suppressor.alarm) === child.resource.name) {
        const held = parent.suppressorChanged(state, nowMs)?.suppressedBy === 'Alarm';
        if (held && parent.owesAction) this.actions.holdBack(parent.alarm);
        this.awaitPeriod(parent);
      }
      if (rule.children.some((name) => alarmNameOf(name) === child.resource.name))
        append(this.unsettled, parent, child);
    }
  }

  /**
   * Evaluates the composites whose children changed, once all metric alarms of the tick are: two children that change
   * places in one minute do not make it flicker. Children before parents, so that each is evaluated once.
   */
  private settle(): void {
    for (const composite of this.composites) {
      const changed = this.unsettled.get(composite);
      if (!changed && composite.state !== 'INSUFFICIENT_DATA') continue;
      this.unsettled.delete(composite);
      this.evaluate(composite, changed);
    }
  }

  private evaluate(watch: CompositeAlarmWatch, changed: readonly TemplateAlarm[] = []): void {
    const state = watch.evaluate((name) => this.present.get(alarmNameOf(name))?.state);
    if (state === watch.state) return;
    watch.state = state;
    const cause = this.causeOf(watch, changed);
    const { alarm } = watch;
    const nowMs = this.world.clock.now();
    const reason = wordCompositeReason({ arn: alarm.resource.arn, causeArn: cause?.resource.arn, state, atMs: nowMs });
    const from = this.replace(alarm, { state, reason, atMs: nowMs });
    const step = watch.changed(state, nowMs);
    this.actions.announce({
      alarm,
      from,
      to: { value: state, reason, atMs: nowMs },
      reasonData: this.triggering(cause ? [cause.resource.arn] : alarm.rule.children),
      ...(step?.suppressedBy && {
        suppressedBy: { by: step.suppressedBy, reason: step.suppressedReason ?? '' },
      }),
    });
    if (step) this.awaitPeriod(watch);
    else this.actions.act(alarm, from.value, state);
    this.tellParents(alarm, state);
  }

  /** The first of the children with whose change, after those before it, the rule came out as it does now. */
  private causeOf(watch: CompositeAlarmWatch, changed: readonly TemplateAlarm[]): TemplateAlarm | undefined {
    const later = new Set(changed.map(({ resource }) => resource.name));
    return changed.find(({ resource }) => {
      later.delete(resource.name);
      const state = watch.evaluate((name) => {
        const child = this.present.get(alarmNameOf(name));
        return later.has(alarmNameOf(name)) ? child?.before : child?.state;
      });
      return state === watch.state;
    });
  }

  /** Comes back when the wait or extension period ends, after everything else of that instant. */
  private awaitPeriod(watch: CompositeAlarmWatch): void {
    const { deadlineMs } = watch;
    if (deadlineMs === undefined) return;
    const end = () => {
      if (watch.deadlineMs !== deadlineMs) return;
      const { action } = watch.periodEnded(deadlineMs) ?? {};
      if (action) this.actions.act(watch.alarm, watch.acted(action), action);
      this.awaitPeriod(watch);
    };
    // Asked for anew at that instant, it comes behind the evaluations that are waiting for the same one.
    this.world.clock.at(deadlineMs, () => this.world.clock.at(deadlineMs, end));
  }

  private triggering(children: readonly string[]): Readonly<Record<string, unknown>> {
    const triggeringAlarms = children.flatMap((child) => {
      const name = alarmNameOf(child);
      const present = this.present.get(name);
      const arn = [...this.metricAlarms, ...this.composites].find(({ alarm }) => alarm.resource.name === name)?.alarm
        .resource.arn;
      if (!present || !arn) return [];
      return [{ arn, state: { value: present.state, timestamp: formatTimestamp(present.atMs) } }];
    });
    return { triggeringAlarms };
  }

  private presentOf(alarm: TemplateAlarm): PresentState {
    return this.present.get(alarm.resource.name) as PresentState;
  }
}

function inOrder(alarms: readonly CompositeAlarmWatch['alarm'][]): CompositeAlarmWatch[] {
  const byName = new Map(alarms.map((alarm) => [alarm.resource.name, alarm]));
  return evaluationOrder(new Map(alarms.map(({ resource, rule }) => [resource.name, rule])))
    .flatMap((name) => byName.get(name) ?? [])
    .map((alarm) => new CompositeAlarmWatch(alarm));
}

function append<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
