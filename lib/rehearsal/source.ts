/** What can be rehearsed: an assembly, a template, a CDK app, or nothing but scenarios. */
import { type Assembly, assemblyOfTemplate, readAssembly, readTemplateFile, type TemplateJson } from './assembly';

/** A CDK stack, app or any construct: something whose root can be synthesized. */
export interface Synthesizable {
  readonly node: { readonly root: unknown };
}

/** Directory of a cloud assembly, template file (JSON), template, or a construct of a CDK app. */
export type RehearsalSource = string | Synthesizable | TemplateJson;

/** @throws where it is no assembly or template */
export function assemblyOf(source: RehearsalSource): Assembly {
  if (typeof source === 'string') return source.endsWith('.json') ? readTemplateFile(source) : readAssembly(source);
  if ('Resources' in source) return assemblyOfTemplate(source);
  return readAssembly(synthesize(source));
}

function synthesize({ node }: Synthesizable): string {
  const root = node.root as { synth?: () => { directory: string } };
  if (typeof root.synth !== 'function')
    throw new Error('rehearse(construct) needs a construct inside a CDK App or Stage');
  return root.synth().directory;
}
