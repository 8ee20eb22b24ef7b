import { blocksOf } from './markdown';
import { type Snippet, typeCheck } from './type-check';

jest.setTimeout(60_000);

const WRONG: Snippet = {
  place: 'a.md:3',
  file: 'docs/snippets/wrong.ts',
  text: "import { observe } from 'sightline/middleware';\nexport const handler = observe('no function');\n",
};

test('every TypeScript snippet type-checks, and one that does not is named', () => {
  const snippets: Snippet[] = blocksOf('ts').map(({ file, info, line, place, text }) => {
    const name = info.startsWith('file=') ? info.slice('file='.length) : `line-${line}.ts`;
    return { place, text, file: `docs/snippets/${file.replaceAll(/[/.]/g, '-')}/${name}` };
  });
  expect(snippets.filter(({ text }) => /from 'sightline/.test(text)).length).toBeGreaterThanOrEqual(10);
  // In one go: loading the types of aws-cdk-lib takes most of the time.
  expect(typeCheck([...snippets, WRONG])).toEqual([expect.stringMatching(/^a\.md:3: .*not assignable/)]);
});
