import { blocksOf } from './markdown';
import { type Snippet, typeCheck } from './type-check';

jest.setTimeout(60_000);

test('every TypeScript snippet type-checks, those that use Sightline among them', () => {
  const snippets: Snippet[] = blocksOf('ts').map(({ file, info, line, place, text }) => {
    const name = info.startsWith('file=') ? info.slice('file='.length) : `line-${line}.ts`;
    return { place, text, file: `docs/snippets/${file.replaceAll(/[/.]/g, '-')}/${name}` };
  });
  expect(snippets.filter(({ text }) => /from 'sightline/.test(text)).length).toBeGreaterThanOrEqual(10);
  expect(typeCheck(snippets)).toEqual([]);
});

test('a snippet that does not type-check is named', () => {
  const text = "import { observe } from 'sightline/middleware';\nexport const handler = observe('no function');\n";
  expect(typeCheck([{ place: 'a.md:3', file: 'docs/snippets/wrong.ts', text }])).toEqual([
    expect.stringMatching(/^a\.md:3: .*not assignable/),
  ]);
});
