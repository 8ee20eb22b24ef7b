import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The directory of Sightline's own package, in a clone as in node_modules: what the build made lies in its `dist`. */
export function packageRoot(): string {
  for (let directory = __dirname; directory !== dirname(directory); directory = dirname(directory)) {
    const file = join(directory, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'sightline')
      return directory;
  }
  throw new Error(`the package of Sightline was not found above ${__dirname}; install it again`);
}
