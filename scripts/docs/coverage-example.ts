/** What `sightline coverage` prints for the example: the whole app, and the service's template alone. */
import { join } from 'node:path';
import { CATALOG } from '../../lib/core/catalog/catalog';
import { type Assembly, readTemplateFile } from '../../lib/rehearsal/assembly';
import { watchedResources } from '../../lib/rehearsal/watched';
import { tellCoverage } from '../../lib/view/coverage';

export function exampleCoverage(assembly: Assembly): string {
  return tellCoverage(watchedResources(assembly, CATALOG), { paint: (_style, text) => text, min: 100 });
}

export function serviceCoverage({ directory }: Assembly): string {
  return exampleCoverage(readTemplateFile(join(directory, 'Checkout.template.json')));
}
