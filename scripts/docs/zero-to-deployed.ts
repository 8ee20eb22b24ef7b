/** What the commands of docs/tutorial/zero-to-deployed.md print, of the app that it makes. */
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { CATALOG } from '../../lib/core/catalog/catalog';
import { estimateCost } from '../../lib/core/price/estimate';
import { type Assembly, readAssembly } from '../../lib/rehearsal/assembly';
import type { RehearsalBindings } from '../../lib/rehearsal/bindings';
import { Rehearsal } from '../../lib/rehearsal/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { watchedResources } from '../../lib/rehearsal/watched';
import { tellCost } from '../../lib/view/cost';
import { tellCoverage } from '../../lib/view/coverage';
import { tellStory } from '../../lib/view/timeline';
import { documentFile, loaded, writeDocumentFiles } from './document-files';
import { ROOT } from './example';

const TUTORIAL = 'docs/tutorial/zero-to-deployed.md';
const DIRECTORY = join(ROOT, 'out', 'docs', 'zero-to-deployed');
const PLAIN = { paint: (_style: unknown, text: string) => text, width: 100 } as const;

export interface TutorialOutputs {
  readonly rehearsal: string;
  readonly coverage: string;
  readonly cost: string;
}

export async function zeroToDeployed(): Promise<TutorialOutputs> {
  writeDocumentFiles(TUTORIAL, DIRECTORY);
  const assembly = readAssembly(await synthesized());
  return {
    rehearsal: await story(assembly),
    coverage: tellCoverage(watchedResources(assembly, CATALOG), { ...PLAIN, min: 100 }),
    cost: cost(assembly),
  };
}

/** As the CDK's command line would, but in this process, which has loaded the CDK anyway, and without bundling the function. */
async function synthesized(): Promise<string> {
  const before = process.env.CDK_CONTEXT_JSON;
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:bundling-stacks': [], 'aws:cdk:version-reporting': true });
  try {
    const { app } = await loaded<{ readonly app: App }>(join(DIRECTORY, 'app.ts'));
    return app.synth().directory;
  } finally {
    if (before === undefined) delete process.env.CDK_CONTEXT_JSON;
    else process.env.CDK_CONTEXT_JSON = before;
  }
}

async function story(assembly: Assembly): Promise<string> {
  const { default: bindings } = await loaded<{ readonly default: RehearsalBindings }>(join(DIRECTORY, 'rehearsal.ts'));
  const scenario = parseScenario(documentFile(TUTORIAL, 'crash.scenario'), 'crash.scenario');
  return tellStory(await new Rehearsal(assembly, { bindings }).playScenario(scenario), PLAIN);
}

function cost({ stacks }: Assembly): string {
  const resources = stacks.flatMap(({ stackName, resources }) => resources.map((one) => ({ ...one, stackName })));
  return tellCost(estimateCost(resources, { traffic: { requests: 1_000_000 } }), PLAIN);
}
