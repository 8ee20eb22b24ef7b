/** Every row of the pages that name a test of it leads to code that exists and to a test that exists. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/docs/example';
import { type CapabilityRow, capabilityRows, problemsOf } from './capability-rows';

const PAGE = 'docs/reference/capabilities.md';
const PAGES: readonly [page: string, rows: number][] = [
  [PAGE, 100],
  ['docs/explanation/threat-model.md', 25],
];

describe.each(PAGES)('%s', (page, least) => {
  const rows = capabilityRows(readFileSync(join(ROOT, page), 'utf8'));

  test('no row points at a file, a name or a test that is not there', () => {
    expect(rows.length).toBeGreaterThan(least);
    expect(rows.flatMap((row) => problemsOf(row, page))).toEqual([]);
  });

  test('nothing is listed twice', () => {
    const names = rows.map(({ capability }) => capability);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('a row that points at nothing is named', () => {
  const row = (lives: string, proof: string): CapabilityRow => ({ line: 7, capability: 'Pages', lives, proof });
  const LIVES = '`fillBlocks` in [docs](../../scripts/docs.ts)';
  const PROOF = '[here](../../test/docs/capabilities.test.ts): “nothing is listed twice”';
  const place = `${PAGE}:7 (Pages): `;

  test('a row that is right has no problem', () => expect(problemsOf(row(LIVES, PROOF), PAGE)).toEqual([]));

  test.each([
    ['', PROOF, 'says nowhere where it lives'],
    [LIVES.replace('docs.ts', 'doc.ts'), PROOF, 'there is no file scripts/doc.ts'],
    [LIVES.replace('fillBlocks', 'fill'), PROOF, 'scripts/docs.ts exports no fill'],
    [LIVES, '', 'names no test'],
    [LIVES, PROOF.replace('docs/c', 'docs/d'), 'there is no file test/docs/dapabilities.test.ts'],
    [LIVES, PROOF.split(':')[0] as string, 'test/docs/capabilities.test.ts is named without a title'],
    [LIVES, PROOF.replace('twice', 'thrice'), 'test/docs/capabilities.test.ts has no test “nothing is listed thrice”'],
  ])('%#: %s', (lives, proof, problem) => {
    expect(problemsOf(row(lives, proof), PAGE)).toEqual([place + problem]);
  });

  test('rows are those of tables that say what tests them, and of no others', () => {
    const table = ['| capability | lives in | tested by |', '|---|---|---|', '| A | b | c |'];
    const other = ['| word | meaning |', '|---|---|', '| D | e |'];
    expect(capabilityRows([...table, '', ...other, '', ...table].join('\n')).map(({ line }) => line)).toEqual([3, 11]);
  });
});
