/** Puts a scenario on the platform: its traffic and its scenes, each at its virtual time. */

import { describeSeconds } from '../core/alarm/threshold';
import { EVENT } from '../core/conventions';
import { countOf } from '../view/format';
import type { Platform } from './platform/platform';
import type { Scenario, Scene, Traffic } from './scenario';
import type { World } from './world';

/** @throws naming file and line where a scenario speaks of what the templates or bindings do not have */
export function checkScenario(scenario: Scenario, platform: Platform, world: World): void {
  const check = (line: number, test: () => void) => {
    try {
      test();
    } catch (error) {
      throw new Error(`${scenario.file}:${line}: ${(error as Error).message}`);
    }
  };
  for (const traffic of scenario.traffic) {
    check(traffic.line, () => {
      const route = platform.apis.routeFor(traffic.method, pathOf(traffic, 1));
      if (!platform.functions.isBound(route.target))
        throw new Error(
          `no code is bound to ${route.target.path}, which serves this route; add it to the rehearsal bindings`,
        );
    });
  }
  for (const scene of scenario.scenes) {
    check(scene.line, () => {
      if ('dependency' in scene) platform.dependencies.check(scene.dependency);
      if (scene.action === 'redrive') platform.queues.find(scene.queue);
      if (scene.action === 'deploy') stackOf(world, scene.stack);
    });
  }
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
      recorder.tell(clock.now(), 'scene', play(scene, platform, world));
    });
  }
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
  switch (scene.action) {
    case 'fail':
      platform.dependencies.fail(scene.dependency, scene.share);
      return `Dependency ${scene.dependency} fails${scene.share === 1 ? '' : ` for ${Math.round(scene.share * 100)} % of calls`}`;
    case 'slow':
      platform.dependencies.slow(scene.dependency, scene.latencyMs);
      return `Dependency ${scene.dependency} slows down to ${describeSeconds(scene.latencyMs / 1000)}`;
    case 'recover':
      platform.dependencies.recover(scene.dependency);
      return `Dependency ${scene.dependency} recovers`;
    case 'redrive': {
      const moved = platform.queues.find(scene.queue).redrive();
      return `${countOf(moved, 'dead letter')} of ${scene.queue} ${moved === 1 ? 'is' : 'are'} redriven`;
    }
    case 'deploy': {
      platform.bus.put('default', deployEvent(stackOf(world, scene.stack), world, platform.bus.nextEventId()));
      return `${scene.stack} is deployed`;
    }
    case 'say':
      return scene.text.replace(/^say\s+/, '');
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html */
function deployEvent(stackId: string, world: World, id: string): Record<string, unknown> {
  return {
    version: '0',
    id,
    source: EVENT.cloudFormationSource,
    'detail-type': EVENT.cloudFormationStack,
    time: new Date(world.clock.now()).toISOString(),
    resources: [stackId],
    detail: { 'stack-id': stackId, 'status-details': { status: 'UPDATE_COMPLETE', 'status-reason': '' } },
  };
}

function stackOf(world: World, name: string): string {
  const stacks = world.templates.assembly.stacks;
  const stack = stacks.find(({ stackName }) => stackName === name);
  if (!stack)
    throw new Error(`there is no stack '${name}'; give one of: ${stacks.map(({ stackName }) => stackName).join(', ')}`);
  const { account, region } = stack.environment;
  return `arn:aws:cloudformation:${region}:${account}:stack/${name}/rehearsal`;
}

function pathOf(traffic: Traffic, n: number): string {
  return traffic.path.replaceAll('{n}', String(n));
}
