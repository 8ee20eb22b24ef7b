/** The workflow of docs/how-to/use-in-ci.md runs what its page tells of. */
import { documentFile } from '../../scripts/docs/document-files';
import { commandsOf, sightlineProblems } from './command-lint';

const WORKFLOW = ['docs/how-to/use-in-ci.md', '.github/workflows/alarms.yml'] as const;

test('the workflow for CI runs commands of ours, with options that exist', async () => {
  const script = ['```sh', ...scriptLines(documentFile(...WORKFLOW)), '```', ''].join('\n');
  expect(await sightlineProblems(script)).toEqual([]);
  const ours = commandsOf(script).filter(([program]) => program === 'sightline');
  expect(ours.map(([, command]) => command)).toEqual(['rehearse', 'coverage', 'cost']);
  expect(ours[0]).toEqual(expect.arrayContaining(['--against', '--markdown', '--junit']));
});

/** Lines of all `run: |` steps, without what GitHub puts in. */
function scriptLines(workflow: string): string[] {
  const steps = [...workflow.matchAll(/^( *)run: \|\n((?:\1 +.*\n)+)/gm)];
  expect(steps.length).toBeGreaterThan(3);
  return steps.flatMap(([, , script = '']) =>
    script
      .replaceAll(/\$\{\{.*?\}\}/g, '1')
      .trimEnd()
      .split('\n'),
  );
}
