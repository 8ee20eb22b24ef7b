/**
 * `npm run packs [-- ID...]`: plays both stories of every pack through its synthesized alarms, and tells how many of them fired: all
 * in trouble, none in a quiet week. A week of some fifty alarms takes seconds here and a minute under jest.
 */
import { App, Stack } from 'aws-cdk-lib';
import { IncidentResponse, Observability, SloEvaluation } from '../lib';
import type { Pack } from '../lib/core/pack/pack';
import { PACKS } from '../lib/core/pack/packs';
import { packQuietWeek, packTrouble } from '../lib/rehearsal/pack-story';
import { rehearse } from '../lib/rehearsal/rehearsal';

const SERVICE = { service: 'checkout', environment: 'prod', operations: ['GET /orders'] };

/** An app with one pack, and the names of the alarms that it brings. */
export function packedApp(pack: Pack) {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  const stack = new Stack(app, 'Packed', { env: { account: '123456789012', region: 'us-east-1' } });
  const incidents = IncidentResponse.fromHubName('sightline');
  // Burn rates of slices exist only where they are evaluated; the others need no function, which would take most of the time.
  const evaluated = pack.objectives.some(({ indicator }) => indicator.kind === 'custom');
  const slos = evaluated && new SloEvaluation(stack, 'Slos', { incidents });
  const { service, environment, operations } = SERVICE;
  const observability = new Observability(stack, 'Observability', { service, environment, incidents, slos });
  const forEach = pack.objectives.some(({ perOperation }) => perOperation);
  observability.addPack(pack, forEach ? { operations } : {});
  return { rehearsal: rehearse(stack), names: observability.createdAlarms().map(({ name }) => name) };
}

/** Names of the pack's alarms that did not fire when all was wrong. */
export async function silentInTrouble(pack: Pack): Promise<{ readonly alarms: number; readonly silent: string[] }> {
  const { rehearsal, names } = packedApp(pack);
  const { coverage } = await rehearsal.play(packTrouble(pack, SERVICE));
  return { alarms: names.length, silent: names.filter((name) => !coverage?.driven.includes(name)) };
}

/** Names of all alarms that fired when nothing was. */
export async function firedInQuietWeek(pack: Pack): Promise<readonly string[]> {
  const { coverage } = await packedApp(pack).rehearsal.play(packQuietWeek(pack, SERVICE));
  return coverage?.driven ?? ['nothing was played'];
}

async function main(): Promise<void> {
  console.log(['pack'.padEnd(16), 'alarms', 'fire in trouble', 'fire in a quiet week'].join('  '));
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((id) => PACKS.every((pack) => pack.id !== id));
  if (unknown.length > 0)
    throw new Error(`no pack is called ${unknown.join(', ')}; there are ${PACKS.map(({ id }) => id).join(', ')}`);
  for (const pack of PACKS.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
    const { alarms, silent } = await silentInTrouble(pack);
    const fired = await firedInQuietWeek(pack);
    const counts = [
      String(alarms).padStart(6),
      String(alarms - silent.length).padStart(15),
      String(fired.length).padStart(20),
    ];
    console.log([pack.id.padEnd(16), ...counts].join('  '));
    for (const name of silent) console.log(`  silent in trouble: ${name}`);
    for (const name of fired) console.log(`  fired in a quiet week: ${name}`);
    if (silent.length + fired.length > 0) process.exitCode = 1;
  }
}

if (require.main === module) void main();
