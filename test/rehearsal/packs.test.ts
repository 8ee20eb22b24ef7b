/** Every pack, through a real synth: a story in which each of its alarms fires, and a quiet week in which none does. */
import { IncidentResponse, Observability, SloEvaluation } from '../../lib';
import type { Pack } from '../../lib/core/pack/pack';
import { PACKS } from '../../lib/core/pack/packs';
import { packQuietWeek, packTrouble } from '../../lib/rehearsal/pack-story';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import { newStack } from '../constructs/template';

jest.setTimeout(300_000);

const SERVICE = { service: 'checkout', environment: 'prod' };
const OPERATIONS = ['GET /orders'];

const EACH = PACKS.map((pack): [string, Pack] => [pack.id, pack]);

test.each(EACH)('in trouble, every alarm of the pack %s fires', async (_, pack) => {
  const { rehearsal, names } = stackOf(pack);
  const { coverage } = await rehearsal.play(packTrouble(pack, { ...SERVICE, operations: OPERATIONS }));
  expect(names.length).toBeGreaterThan(pack.entry.alarms.length);
  expect(names.filter((name) => !coverage?.driven.includes(name))).toEqual([]);
});

/** A week of alarms takes a while: quick runs play that of the pack with the most kinds of metrics. */
const THOROUGH = process.env.SIGHTLINE_INTERLEAVINGS !== undefined;
const WEEKS = THOROUGH ? EACH : EACH.slice(0, 1);

test.each(WEEKS)('in a quiet week, no alarm of the pack %s fires', async (_, pack) => {
  const { rehearsal, names } = stackOf(pack);
  const { coverage, incidents } = await rehearsal.play(packQuietWeek(pack, { ...SERVICE, operations: OPERATIONS }));
  expect(coverage?.neverDriven).toEqual(expect.arrayContaining(names));
  expect(coverage?.driven).toEqual([]);
  expect(incidents).toEqual([]);
});

function stackOf(pack: Pack) {
  const stack = newStack('Packed', { env: { account: '123456789012', region: 'us-east-1' } });
  const incidents = IncidentResponse.fromHubName('sightline');
  // Burn rates of slices exist only where they are evaluated; all others need no function, which would take most of the time.
  const needed = pack.objectives.some(({ indicator }) => indicator.kind === 'custom');
  const slos = needed && new SloEvaluation(stack, 'Slos', { incidents });
  const obs = new Observability(stack, 'Observability', { ...SERVICE, incidents, slos });
  obs.addPack(pack, { operations: OPERATIONS });
  return { rehearsal: rehearse(stack), names: obs.createdAlarms().map(({ name }) => name) };
}
