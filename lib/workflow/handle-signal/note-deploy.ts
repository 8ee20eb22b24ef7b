import type { SightlineConfig } from '../../core/config';
import { EVENT } from '../../core/conventions';
import { groupKeyOf } from '../../core/incident/group';
import { deployEntry, deployMemo } from '../../core/incident/recent-deploy';
import type { Deploy } from '../../core/signal/deploy-event';
import type { BusPort, IncidentStore } from '../ports';

interface Ports {
  readonly store: Pick<IncidentStore, 'readGroup' | 'appendTimeline' | 'writeMemo'>;
  readonly bus: BusPort;
}

/**
 * A deploy is told to the bus for each service it touched, and to the timeline of that service's open incident. It is
 * kept for the incident that may come of it.
 */
export async function noteDeploy(ports: Ports, config: SightlineConfig, deploy: Deploy): Promise<void> {
  for (const { service, environment, stackName } of config.services) {
    if (deploy.kind !== 'stack' || deploy.target !== stackName) continue;
    await ports.bus.publish(EVENT.deploy, {
      service,
      environment,
      release: deploy.id,
      time: deploy.timestampMs,
      outcome: deploy.outcome,
    });
    await ports.store.writeMemo(deployMemo({ service, environment }, deploy));
    const { lock } = await ports.store.readGroup(groupKeyOf({ service, environment }), []);
    if (lock.openId === undefined) continue;
    await ports.store.appendTimeline(deployEntry(lock.openId, { ...deploy, atMs: deploy.timestampMs }));
  }
}
