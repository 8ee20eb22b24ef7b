/** Every pack, through a real synth: a story in which each of its alarms fires. The quiet weeks: `npm run packs`. */
import type { Pack } from '../../lib/core/pack/pack';
import { PACKS, Packs } from '../../lib/core/pack/packs';
import { packQuietWeek } from '../../lib/rehearsal/pack-story';
import { packedApp, silentInTrouble } from '../../scripts/packs';
import { ensureBundles } from '../constructs/template';

jest.setTimeout(120_000);
beforeAll(ensureBundles);

test.each(PACKS.map((pack): [string, Pack] => [pack.id, pack]))(
  'in trouble, every alarm of the pack %s fires',
  async (_, pack) => {
    const { alarms, silent } = await silentInTrouble(pack);
    expect(alarms).toBeGreaterThan(pack.entry.alarms.length);
    expect(silent).toEqual([]);
  },
);

test('a quiet day has data for every metric of a pack, and no alarm fires in it', async () => {
  const pack = Packs.dataPipeline;
  const { rehearsal } = packedApp(pack);
  const week = String(packQuietWeek(pack, { service: 'checkout', environment: 'prod' }));
  for (const { name } of Object.values(pack.entry.metrics)) expect(week).toContain(`Sightline/${name}:`);
  const { coverage } = await rehearsal.playText(week.replace(/^end .*$/m, 'end 1d'));
  expect(coverage?.driven).toEqual([]);
});
