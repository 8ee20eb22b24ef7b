import type { SightlineConfig } from '../../core/config';
import { Draft } from '../../core/incident/draft';
import type { LifecycleSettings } from '../../core/incident/group';
import { isInStorm } from '../../core/incident/in-storm';
import type { Incident } from '../../core/incident/incident';
import { INCIDENT_SCHEMA_VERSION } from '../../core/incident/schema-version';
import {
  beginMemo,
  begunRecently,
  DEFAULT_STORM_PER_MINUTE,
  isSevereEnough,
  recentTopics,
  type Storm,
  stormGroupKey,
  stormOf,
  stormSignal,
  tellStorm,
} from '../../core/incident/storm';
import { settleGroup } from '../settle-group';
import { type SettleSignalsPorts, settleSignals } from '../settle-signals';

interface Rules {
  readonly config: SightlineConfig;
  readonly settings: LifecycleSettings;
}

/**
 * Counts an incident that begins and pages. Where a storm goes on, or begins with it, whoever would be paged of the
 * incident is paged of the storm first: a crash after that leaves nobody unpaged. `undefined`: there is none, or it cannot
 * be told; the incident pages by itself then. Never throws.
 */
export async function meetStorm(
  ports: SettleSignalsPorts,
  rules: Rules,
  incident: Incident,
): Promise<Storm | undefined> {
  const { hub } = rules.config;
  if (hub.stormPerMinute === 0 || !incident.paged) return undefined;
  try {
    await ports.store.writeMemo(beginMemo(incident, ports.clock.now()));
    const groupKey = stormGroupKey(hub.hub);
    const known = stormOf(await ports.store.readGroup(groupKey, []));
    // Somebody took it: it stands for nothing that begins later.
    if (known?.open && !known.unanswered) return undefined;
    const storm = isFit(known, incident) ? known : await raise(ports, rules, groupKey, known, incident);
    if (!storm?.open) return undefined;
    if (incident.told.every((channel) => storm.told.includes(channel))) return storm;
    return await tellMore(ports, rules, groupKey, incident.told);
  } catch (error) {
    ports.log.warn('an incident is not counted for a storm and pages by itself', {
      incidentId: incident.id,
      error: String(error),
    });
    return undefined;
  }
}

function isFit(storm: Storm | undefined, incident: Incident): boolean {
  return storm?.open === true && isSevereEnough(storm, incident);
}

/** Opens it where too much begins; makes one that is open as severe as the incident. */
async function raise(
  ports: SettleSignalsPorts,
  { config, settings }: Rules,
  groupKey: string,
  known: Storm | undefined,
  incident: Incident,
): Promise<Storm | undefined> {
  const { hub, stormPerMinute = DEFAULT_STORM_PER_MINUTE } = config.hub;
  const nowMs = ports.clock.now();
  const memos = await Promise.all(recentTopics(nowMs).map((topic) => ports.store.listMemos(topic)));
  const begun = begunRecently(memos.flat(), nowMs);
  if (!known?.open && begun.length <= stormPerMinute) return undefined;
  await settleSignals(ports, settings, groupKey, [stormSignal(hub, incident.severity, begun, nowMs)]);
  const raised = stormOf(await ports.store.readGroup(groupKey, []));
  return isFit(raised, incident) ? raised : undefined;
}

async function tellMore(
  ports: SettleSignalsPorts,
  { settings }: Rules,
  groupKey: string,
  channels: readonly string[],
): Promise<Storm | undefined> {
  await settleGroup(ports, async () => {
    const state = await ports.store.readGroup(groupKey, []);
    const decision = tellStorm(state, channels, settings.responses, ports.clock.now());
    const draft = new Draft(state);
    if (decision.action === 'write') draft.add(decision);
    return { write: draft.write(), result: undefined };
  });
  return stormOf(await ports.store.readGroup(groupKey, []));
}

/** In the storm's timeline, for whoever looks at what it was. Never throws: the incident tells of itself at its end. */
export async function listInStorm({ store, log }: SettleSignalsPorts, incident: Incident | undefined): Promise<void> {
  if (!incident?.storm || !isInStorm(incident)) return;
  const { service, environment, severity, title, id, generation } = incident;
  const entry = {
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    incidentId: incident.storm.id,
    atMs: incident.beganMs,
    eventId: `linked|storm|${generation}|${id}`,
    kind: 'linked',
    actor: { type: 'system', id: 'storm' },
    text: `${[service, environment].filter(Boolean).join(' ')} (${severity}): ${title}: ${id}`,
  } as const;
  await store.appendTimeline(entry).catch((error: unknown) => {
    log.warn('an incident is not listed in its storm', { incidentId: id, error: String(error) });
  });
}
