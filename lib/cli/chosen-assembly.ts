/** The assembly that a command is about: given, or the project's. */
import { statSync } from 'node:fs';
import { type Assembly, joinAssemblies, readAssembly, readTemplateFile } from '../rehearsal/assembly';
import { chooseStacks } from '../rehearsal/chosen-stacks';
import { projectDefaults } from './project-defaults';
import { UsageError } from './usage-error';

/**
 * @param option the value of `--assembly`, which is another way to give it
 * @param patterns of the names and paths of stacks. @default - all
 * @throws where there are two, or it is neither an assembly nor a template, or a pattern fits no stack
 */
export function chosenAssembly(
  positionals: readonly string[],
  option?: string,
  patterns?: readonly string[],
): Assembly {
  const [given, second] = [...positionals, ...(option === undefined ? [] : [option])];
  if (second !== undefined) throw new UsageError(`one assembly or template at a time; '${second}' is a second one`);
  return chosenStacks(given === undefined ? [] : [given], patterns);
}

/**
 * The stacks that a command plays or explains, of one assembly or of several: a hub may be in an app of its own.
 * @param patterns of the names and paths of stacks. @default - all
 * @throws where one is neither an assembly nor a template, or a pattern fits no stack
 */
export function chosenStacks(given: readonly string[] = [], patterns?: readonly string[]): Assembly {
  return chooseStacks(joinAssemblies(assemblyPlaces(given).map(read)), patterns);
}

/** Where assemblies are read from: as given, else where the project says, else `cdk.out`. */
export function assemblyPlaces(given: readonly string[] = []): readonly string[] {
  return given.length > 0 ? given : [projectDefaults().assembly ?? 'cdk.out'].flat();
}

function read(place: string): Assembly {
  const isTemplate = place.endsWith('.json') && !statSync(place, { throwIfNoEntry: false })?.isDirectory();
  return isTemplate ? readTemplateFile(place) : readAssembly(place);
}
