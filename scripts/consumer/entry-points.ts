/** Every entry point of the installed package, as an ES module and as a CommonJS one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Steps } from './steps';

/** They need optional peers that the fresh app has not installed. */
const WITH_OPTIONAL_PEERS = ['./powertools', './publisher'];

/** As a user writes them: `sightline/middleware`. */
export function entryPoints(): string[] {
  const { exports } = require('../../package.json') as { readonly exports: Readonly<Record<string, unknown>> };
  return Object.keys(exports)
    .filter((path) => path !== './package.json' && !WITH_OPTIONAL_PEERS.includes(path))
    .map((path) => `sightline${path.slice(1)}`);
}

export function checkEntryPoints(steps: Steps, way: 'import' | 'require'): void {
  const file = `entries.${way === 'import' ? 'mjs' : 'cjs'}`;
  const lines = entryPoints().map((entry, index) =>
    way === 'import'
      ? `import * as entry${index} from '${entry}';\ncheck('${entry}', entry${index});`
      : `check('${entry}', require('${entry}'));`,
  );
  writeFileSync(join(steps.folder, file), `${CHECK}${lines.join('\n')}\n`);
  steps.run(`node: ${way} every entry point`, 'node', [file]);
}

/** An empty namespace would be a broken build that loads. */
const CHECK = `function check(name, exported) {
  if (Object.keys(exported).length === 0) throw new Error(name + ' exports nothing');
}
`;
