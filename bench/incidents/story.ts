/** One incident from its first alarm to its end, through every workflow it meets. */
import type { Hub } from './hub';

const MINUTE_MS = 60_000;

/**
 * Two alarms of a service fire a minute apart, nobody answers for 5 minutes, somebody acknowledges, both alarms recover.
 * @throws where it did not end as told
 */
export async function playIncident(hub: Hub, service: string): Promise<void> {
  const [faults, latency] = [`${service}-faults`, `${service}-latency`];
  await hub.signal(hub.alarm(service, faults, 'ALARM'));
  hub.pass(MINUTE_MS);
  await hub.signal(hub.alarm(service, latency, 'ALARM'));
  hub.pass(4 * MINUTE_MS);
  await hub.wake();
  const [incident] = await hub.watch.listByService(service, 1);
  if (incident?.level !== 1)
    throw new Error(`the incident of ${service} did not escalate: ${JSON.stringify(incident)}`);
  hub.pass(MINUTE_MS);
  await hub.acknowledge(incident.id, 'alice');
  hub.pass(14 * MINUTE_MS);
  await hub.signal(hub.alarm(service, faults, 'OK'), hub.alarm(service, latency, 'OK'));
  await hub.wake();
  const end = await hub.watch.readIncident(incident.id);
  if (end?.status !== 'resolved' || end.acknowledgements.length !== 1) throw new Error(`${service} did not end well`);
  const owed = await hub.watch.listOutbox(incident.id);
  const sent = owed.filter(({ status }) => status === 'sent').length;
  if (sent !== 6 || owed.length !== 6)
    throw new Error(`6 messages are sent for ${service}, got ${sent} of ${owed.length}`);
}
