import { folderImports, importGraph } from '../../scripts/docs/import-graph';

const imports = folderImports();

test('every folder imports lib/core, as the text beside the picture says', () => {
  const folders = [...importGraph().matchAll(/<b>(.*?)<\/b>/g)].map(([, folder = '']) => folder);
  expect(folders.length).toBeGreaterThan(10);
  const strangers = folders.filter((from) => !imports.some((one) => one.from === from && one.to === 'lib/core'));
  expect(strangers).toEqual(['lib/core']);
});

test('arrows are those of the source, to lib/core only where a folder has no other', () => {
  const arrows = [...importGraph().matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => `${from} ${to}`);
  expect(arrows).toEqual(
    expect.arrayContaining(['lambdas lib_workflow', 'lib_view lib_core', 'lib_rehearsal lib_workflow']),
  );
  expect(arrows).not.toContain('lib_workflow lib_core');
  expect(arrows.filter((arrow) => arrow.startsWith('lib_core '))).toEqual([]);
});
