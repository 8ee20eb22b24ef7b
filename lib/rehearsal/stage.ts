/** Puts a scenario on the platform: its series, its traffic and its scenes, each at its virtual time. */
import { describeSeconds } from '../core/alarm/threshold';
import { didYouMean } from '../core/closest';
import { EVENT } from '../core/conventions';
import { describeMetric, type MetricId } from '../core/signal/metric';
import { countOf, duration } from '../view/format';
import { SCENARIO_STACK } from './definitions';
import { parseMetricReference } from './metric-reference';
import { partitionOf } from './partitions';
import { commandOf } from './person-scene';
import { labelOf, type TemplateAlarm } from './platform/alarms/definition';
import { type Mute, oneMute } from './platform/alarms/mutes';
import type { Platform } from './platform/platform';
import type { Scenario, Traffic } from './scenario';
import type { Scene } from './scene';
import type { SeriesStatement } from './series-statement';
import { metricsRead, remarkOnUnread } from './unread-series';
import type { World } from './world';

const MUTE_RULE = 'AWS::CloudWatch::AlarmMuteRule';

/** @throws naming file and line where a scenario speaks of what the templates or bindings do not have */
export function checkScenario(scenario: Scenario, platform: Platform, world: World): void {
  const check = (line: number, test: () => void) => inLine(scenario, line, test);
  for (const traffic of scenario.traffic) check(traffic.line, () => checkTraffic(traffic, platform));
  for (const scene of scenario.scenes) check(scene.line, () => checkScene(scene, platform, world));
  for (const { line, metric } of scenario.series) check(line, () => parseMetricReference(metric, world.templates));
  for (const expectation of scenario.expectations) {
    if (expectation.expect === 'sent')
      check(expectation.line, () => platform.checkChannel(expectation.kind, expectation.channel));
  }
}

/** @throws where a definition cannot be rehearsed, or a mute rule names an alarm that is not there */
export function checkDefinitions(scenario: Scenario, alarms: readonly TemplateAlarm[], world: World): void {
  for (const { line, name, type } of scenario.definitions) {
    inLine(scenario, line, () => {
      if (type === MUTE_RULE) checkMuted(name, alarms, world);
      const why = world.notRehearsed.get(`${SCENARIO_STACK}/${name}`);
      if (why !== undefined) throw new Error(why);
    });
  }
}

function checkMuted(name: string, alarms: readonly TemplateAlarm[], world: World): void {
  const rule = world.templates.byIdentity(name, MUTE_RULE);
  const { MuteTargets } = (rule?.properties ?? {}) as { MuteTargets?: { AlarmNames?: readonly string[] } };
  const known = alarms.map(({ resource }) => resource.name);
  for (const target of MuteTargets?.AlarmNames ?? []) {
    if (known.includes(target)) continue;
    throw new Error(`there is no alarm '${target}'${didYouMean(target, known) || `; there are: ${known.join(', ')}`}`);
  }
}

function inLine<T>({ file }: Scenario, line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${file}:${line}: ${(error as Error).message}`);
  }
}

function checkTraffic(traffic: Traffic, platform: Platform): void {
  const route = platform.apis.routeFor(traffic.method, pathOf(traffic, 1));
  if (platform.functions.isBound(route.target)) return;
  throw new Error(
    `no code is bound to ${route.target.path}, which serves this route; add it to the rehearsal bindings`,
  );
}

function checkScene(scene: Scene, platform: Platform, world: World): void {
  if ('dependency' in scene) platform.dependencies.check(scene.dependency);
  if (scene.action === 'redrive') platform.queues.findDeadLetterQueue(scene.queue);
  if (scene.action === 'deploy') stackOf(world, scene.stack);
  if ('function' in scene) platform.functions.find(scene.function);
  if ('runbook' in scene) checkRunbook(scene.runbook, platform);
}

function checkRunbook(name: string, platform: Platform): void {
  const known = platform.hub.automatedRunbooks();
  if (known.includes(name)) return;
  const there = known.length > 0 ? `there are: ${known.join(', ')}` : 'no hub here has one';
  throw new Error(`there is no runbook '${name}' with an automation${didYouMean(name, known) || `; ${there}`}`);
}

/** The mute rules that a scenario sets up while it goes on. @throws where no alarm is meant */
export function scenarioMutes(scenario: Scenario, alarms: readonly TemplateAlarm[]): Mute[] {
  return scenario.scenes.flatMap((scene) => {
    if (scene.action !== 'mute') return [];
    const startMs = scenario.startMs + scene.atMs;
    const muted = inLine(scenario, scene.line, () => alarmsNamed(scene.words, alarms));
    const names = muted.map(({ resource }) => resource.name);
    return [oneMute(`line-${scene.line}`, { startMs, endMs: startMs + scene.lengthMs }, names)];
  });
}

/** Every alarm whose name has all the words; `all alarms` means every one. */
function alarmsNamed(words: readonly string[], alarms: readonly TemplateAlarm[]): readonly TemplateAlarm[] {
  if (words.join(' ') === 'all alarms') return alarms;
  const found = alarms.filter(({ resource }) =>
    words.every((word) => resource.name.toLowerCase().includes(word.toLowerCase())),
  );
  if (found.length > 0) return found;
  throw new Error(
    `no alarm has '${words.join(' ')}' in its name; give words of one of: ${alarms.map(labelOf).join(', ')}`,
  );
}

/** Puts the series into the metric store: what lies ahead is there already, and alarms see it when its time comes. */
export function loadSeries(scenario: Scenario, alarms: readonly TemplateAlarm[], world: World): void {
  const read = metricsRead(alarms, world.templates);
  for (const statement of scenario.series)
    inLine(scenario, statement.line, () => load(scenario, statement, read, world));
}

function load(
  { startMs }: Scenario,
  { metric: reference, fromMs, everyMs, sequence }: SeriesStatement,
  read: readonly MetricId[],
  world: World,
): void {
  const metric = parseMetricReference(reference, world.templates);
  const remark = remarkOnUnread(metric, read, world.templates);
  const writer = world.metrics.writer(metric);
  const firstMs = startMs + fromMs;
  let points = 0;
  sequence.writeTo({
    sample: (value, offsetMs) => {
      writer.sample(value, firstMs + offsetMs);
      points += 1;
    },
    observations: (observations, offsetMs) => {
      writer.observations(observations, firstMs + offsetMs);
      points += 1;
    },
  });
  world.recorder.count('series datapoints', points);
  if (remark !== undefined) world.recorder.tell(startMs, 'warning', remark);
  const told = `${countOf(points, 'datapoint')} of ${describeMetric(metric)}, one every ${describeSeconds(everyMs / 1000)}`;
  world.recorder.tell(startMs + Math.max(0, fromMs), 'traffic', `Series: ${told}`);
}

/** Scenes that set off nothing. */
const REMARKS: readonly Scene['action'][] = ['say', 'mute'];

function breaks(scene: Scene): boolean {
  return ['fail', 'slow', 'crash'].includes(scene.action) || (scene.action === 'clock' && scene.skewMs !== 0);
}

export function schedule(scenario: Scenario, platform: Platform, world: World): void {
  const { clock, recorder } = world;
  for (const traffic of scenario.traffic) {
    const steady = `${traffic.method} ${traffic.path} ${traffic.perMinute}/min`;
    clock.at(scenario.startMs + traffic.fromMs, () => recorder.tell(clock.now(), 'traffic', `Traffic: ${steady}`));
    send(scenario, traffic, 1, platform, world);
  }
  for (const scene of scenario.scenes) {
    clock.at(scenario.startMs + scene.atMs, () => {
      const told = play(scene, platform, world);
      if (breaks(scene)) recorder.breaks(clock.now(), told);
      else recorder.tell(clock.now(), REMARKS.includes(scene.action) ? 'remark' : 'scene', told);
    });
  }
  const idle = scenario.traffic.length + scenario.scenes.length + scenario.series.length === 0;
  if (idle)
    recorder.tell(scenario.startMs, 'warning', 'Nothing happens: the scenario has no traffic, series or scenes');
}

/** Sends request number `n` at its time, then the next: evenly spaced. */
function send(scenario: Scenario, traffic: Traffic, n: number, platform: Platform, world: World): void {
  const atMs = scenario.startMs + traffic.fromMs + Math.round(((n - 0.5) * 60_000) / traffic.perMinute);
  const untilMs = scenario.startMs + (traffic.untilMs ?? scenario.durationMs);
  if (atMs >= untilMs) return;
  world.clock.at(atMs, () => {
    const path = pathOf(traffic, n);
    const body = traffic.body?.replaceAll('{n}', String(n));
    platform.apis
      .request(traffic.method, path, body)
      .then((status) => world.recorder.count(`HTTP ${Math.floor(status / 100)}xx`))
      .catch(world.fail);
    send(scenario, traffic, n + 1, platform, world);
  });
}

/** Does what the scene says; answers it in words. */
function play(scene: Scene, platform: Platform, world: World): string {
  if ('by' in scene) {
    const { command, told } = commandOf(scene);
    platform.hub.command(command, scene.by).catch(world.fail);
    return told;
  }
  switch (scene.action) {
    case 'fail':
      platform.dependencies.fail(scene.dependency, scene.share);
      return `Dependency ${scene.dependency} fails${forShare(scene.share, 'calls')}`;
    case 'slow':
      platform.dependencies.slow(scene.dependency, scene.latencyMs);
      return `Dependency ${scene.dependency} slows down to ${describeSeconds(scene.latencyMs / 1000)}`;
    case 'recover':
      platform.dependencies.recover(scene.dependency);
      return `Dependency ${scene.dependency} recovers`;
    case 'redrive': {
      const moved = platform.queues.findDeadLetterQueue(scene.queue).redrive();
      return `${countOf(moved, 'dead letter')} of ${scene.queue} ${moved === 1 ? 'is' : 'are'} redriven`;
    }
    case 'deploy': {
      platform.bus.put('default', deployEvent(stackOf(world, scene.stack), world, platform.bus.nextEventId()));
      return `${scene.stack} is deployed`;
    }
    case 'crash':
      platform.functions.crash(platform.functions.find(scene.function), scene.share);
      return `Function ${scene.function} crashes${forShare(scene.share, 'invocations')}`;
    case 'heal':
      platform.functions.crash(platform.functions.find(scene.function), 0);
      return `Function ${scene.function} no longer crashes`;
    case 'clock':
      platform.functions.setClock(platform.functions.find(scene.function), scene.skewMs);
      return `The clock of ${scene.function} ${wordSkew(scene.skewMs)}`;
    case 'mute':
      return `Alarms are muted for ${duration(scene.lengthMs)}: ${scene.words.join(' ')}`;
    case 'say':
      return scene.text.replace(/^say\s+/, '');
  }
}

function forShare(share: number, what: string): string {
  return share === 1 ? '' : ` for ${Math.round(share * 100)} % of ${what}`;
}

function wordSkew(skewMs: number): string {
  if (skewMs === 0) return 'is right again';
  return `jumps ${duration(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead' : 'behind'}`;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html */
function deployEvent(stackId: string, world: World, id: string): Record<string, unknown> {
  const [, , , region, account] = stackId.split(':');
  return {
    version: '0',
    id,
    source: EVENT.cloudFormationSource,
    'detail-type': EVENT.cloudFormationStack,
    account,
    region,
    time: new Date(world.clock.now()).toISOString(),
    resources: [stackId],
    detail: { 'stack-id': stackId, 'status-details': { status: 'UPDATE_COMPLETE', 'status-reason': '' } },
  };
}

function stackOf(world: World, name: string): string {
  const stacks = world.templates.assembly.stacks;
  const stack = stacks.find(({ stackName }) => stackName === name);
  if (!stack) {
    const known = stacks.map(({ stackName }) => stackName);
    const hint = didYouMean(name, known);
    throw new Error(`there is no stack '${name}'${hint ? `${hint} There are` : '; give one of'}: ${known.join(', ')}`);
  }
  const { account, region } = stack.environment;
  return `arn:${partitionOf(region).name}:cloudformation:${region}:${account}:stack/${name}/rehearsal`;
}

function pathOf(traffic: Traffic, n: number): string {
  return traffic.path.replaceAll('{n}', String(n));
}
