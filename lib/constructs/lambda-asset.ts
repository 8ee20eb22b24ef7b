import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { packageRoot } from '../package-root';

/**
 * The bundle of one of Sightline's own functions, made at build time, so that synth needs no bundler. The asset's hash
 * is that of its content.
 */
export function lambdaAsset(name: string): Code {
  const directory = join(packageRoot(), 'dist', 'lambdas', name);
  // A folder alone may be what an interrupted build left.
  const code = join(directory, 'index.js');
  if (!existsSync(code)) {
    throw new Error(`Sightline's function '${name}' is not built (${code} is missing); run npm run build`);
  }
  return Code.fromAsset(directory);
}
