/** The assembly that a command is about: given, or the project's. */
import { statSync } from 'node:fs';
import { type Assembly, readAssembly, readTemplateFile } from '../rehearsal/assembly';
import { projectDefaults } from './project-defaults';
import { UsageError } from './usage-error';

/** @throws where there are two, or it is neither an assembly nor a template */
export function chosenAssembly([given, second]: readonly string[]): Assembly {
  if (second !== undefined) throw new UsageError(`one assembly or template at a time; '${second}' is a second one`);
  const place = given ?? projectDefaults().assembly ?? 'cdk.out';
  const isTemplate = place.endsWith('.json') && !statSync(place, { throwIfNoEntry: false })?.isDirectory();
  return isTemplate ? readTemplateFile(place) : readAssembly(place);
}
