/** The rehearsals that the documentation shows, played as a reader would play them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import exampleBindings from '../../examples/checkout/rehearsal';
import type { Assembly } from '../../lib/rehearsal/assembly';
import type { RehearsalBindings } from '../../lib/rehearsal/bindings';
import { Rehearsal } from '../../lib/rehearsal/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { tellStory } from '../../lib/view/timeline';
import { documentFile, writeDocumentFiles } from './document-files';
import { ROOT, synthesize } from './example';

const PAYMENTS_DOWN = 'examples/checkout/scenarios/payments-down.scenario';
const TUTORIAL = 'docs/tutorial/first-rehearsal.md';
const WIDTH = 100;

export function exampleRehearsal(assembly: Assembly): Rehearsal {
  return new Rehearsal(assembly, { bindings: exampleBindings });
}

/** `npm run rehearse`. */
export function exampleStory(assembly: Assembly): Promise<string> {
  return storyOf(exampleRehearsal(assembly), read(PAYMENTS_DOWN), PAYMENTS_DOWN);
}

/** The verdict where the page is expected a minute too early. */
export async function lateVerdict(assembly: Assembly): Promise<string> {
  const text = read(PAYMENTS_DOWN);
  const impatient = text.replace('within 5m of 10m', 'within 3m of 10m');
  if (impatient === text) throw new Error(`${PAYMENTS_DOWN} expects another page than ${TUTORIAL} speaks of`);
  const story = await storyOf(exampleRehearsal(assembly), impatient, PAYMENTS_DOWN);
  return story.slice(story.indexOf('  ✓ expect'));
}

/** The scenario that the tutorial lets its reader write. */
export function slowStory(assembly: Assembly): Promise<string> {
  return storyOf(exampleRehearsal(assembly), documentFile(TUTORIAL, 'slow.scenario'), 'slow.scenario');
}

const OWN_APP = join(ROOT, 'out', 'docs', 'own-app');

/** The reader's own app, made of its files in the tutorial and synthesized. */
export function ownAppAssembly(): Promise<Assembly> {
  writeDocumentFiles(TUTORIAL, OWN_APP);
  return synthesize(join(OWN_APP, 'app.ts'), join(OWN_APP, 'cdk.out'));
}

/** The end of the tutorial: the reader's own scenario. */
export async function ownAppStory(assembly: Assembly): Promise<string> {
  const bindings = defaultOf(await import(join(OWN_APP, 'rehearsal.ts')));
  const rehearsal = new Rehearsal(assembly, { bindings });
  return storyOf(rehearsal, documentFile(TUTORIAL, 'names-down.scenario'), 'names-down.scenario');
}

async function storyOf(rehearsal: Rehearsal, scenario: string, file: string): Promise<string> {
  const report = await rehearsal.playScenario(parseScenario(scenario, file));
  return tellStory(report, { paint: (_style, text) => text, width: WIDTH });
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** A CommonJS module seen from an ES import has its default one level deeper. */
function defaultOf(loaded: { readonly default?: unknown }): RehearsalBindings {
  const outer = loaded.default as { readonly default?: RehearsalBindings } & RehearsalBindings;
  return outer.default ?? outer;
}
