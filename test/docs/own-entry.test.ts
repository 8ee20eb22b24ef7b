/** The test of docs/how-to/add-a-resource-type.md, run as its reader would: requiring it here registers it here. */
import { join } from 'node:path';
import { writeDocumentFiles } from '../../scripts/docs/document-files';
import { ROOT } from '../../scripts/docs/example';

const DIRECTORY = join(ROOT, 'out', 'docs', 'own-entry');

writeDocumentFiles('docs/how-to/add-a-resource-type.md', DIRECTORY);
require(join(DIRECTORY, 'neptune-cluster.test.ts'));
