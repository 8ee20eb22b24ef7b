/**
 * The bill of materials of what ships. The build writes it to `dist/sbom.cdx.json`; `npm run sbom [file]` writes it without
 * a build, by default to `out/sbom.cdx.json`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type BomOptions, cycloneDx } from './sbom/cyclone-dx';
import { type ShippedPackage, shippedPackages } from './sbom/shipped-packages';

const ROOT = join(__dirname, '..');

/** As JSON; dated where SOURCE_DATE_EPOCH says when: https://reproducible-builds.org/specs/source-date-epoch/ */
export function billOfMaterials(
  root: string,
  packages: readonly ShippedPackage[],
  sourceDateEpoch: string | undefined,
): string {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as BomOptions;
  const bom = cycloneDx(packages, { ...own, epochSeconds: epochOf(sourceDateEpoch) });
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

function epochOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,11}$/.test(text)) return Number(text);
  throw new Error(`SOURCE_DATE_EPOCH must be whole seconds since 1970, got '${text}'; correct or unset it`);
}

async function main([given = join(ROOT, 'out', 'sbom.cdx.json')]: readonly string[]): Promise<void> {
  const file = resolve(given);
  const packages = await shippedPackages(ROOT);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, billOfMaterials(ROOT, packages, process.env.SOURCE_DATE_EPOCH));
  process.stdout.write(`${file} written: ${packages.length} packages\n`);
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
