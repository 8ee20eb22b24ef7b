/** What ships of others: known by name and version, under a licence that may be given on, with its notice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ALLOWED_LICENCES, licenceProblems, noticesOf } from '../../scripts/licences';
import { billOfMaterials } from '../../scripts/sbom';
import { type LockFile, packagesOf, type ShippedPackage, shippedPackages } from '../../scripts/sbom/shipped-packages';

const ROOT = join(__dirname, '..', '..');
let packages: readonly ShippedPackage[];
beforeAll(async () => {
  packages = await shippedPackages(ROOT);
}, 60_000);

const named = (name: string) => packages.find((one) => one.name === name);
const purls = (components: readonly Component[]) => components.map(({ purl }) => purl);

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
}

interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly version: number;
  readonly metadata: { readonly timestamp?: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const bomOf = (given: readonly ShippedPackage[], epoch?: string) =>
  JSON.parse(billOfMaterials(ROOT, given, epoch)) as Bom;

describe('what ships', () => {
  test('is in bundles, or is installed beside them', () => {
    expect(named('uplot')?.bundledIn).toEqual(['report/client.js', 'report/style.css']);
    expect(named('@aws-sdk/client-secrets-manager')?.bundledIn).toEqual([
      'lambdas/notify',
      'lambdas/report-incidents',
      'lambdas/respond',
    ]);
    expect(named('@sinonjs/fake-timers')).toMatchObject({ bundledIn: [], needs: ['node_modules/@sinonjs/commons'] });
    // Of the user: what the constructs are given, and what only builds.
    for (const name of ['aws-cdk-lib', 'constructs', 'esbuild', 'typescript']) expect(named(name)).toBeUndefined();
  });

  test('has a licence that may be given on', () => {
    expect(packages.length).toBeGreaterThan(40);
    expect(licenceProblems(packages)).toEqual([]);
  });

  test('keeps its notices: each file of each bundled package, each text once', () => {
    const notices = noticesOf(ROOT, packages);
    const uplot = readFileSync(join(ROOT, 'node_modules', 'uplot', 'LICENSE'), 'utf8').trim();
    expect(notices).toContain(uplot);
    const apache = readFileSync(join(ROOT, 'node_modules', '@aws-sdk', 'client-sns', 'LICENSE'), 'utf8').trim();
    expect(notices.split(apache)).toHaveLength(2);
    for (const { name, version, licence, bundledIn } of packages) {
      expect([name, notices.includes(`| ${name} | ${version} | ${licence} |`)]).toEqual([name, bundledIn.length > 0]);
    }
  });
});

test.each<[string, boolean]>([
  ...ALLOWED_LICENCES.map((licence): [string, boolean] => [licence, true]),
  ['Apache-2.0 AND MIT', true],
  ['(MIT OR GPL-3.0-or-later)', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only OR AGPL-3.0-only', false],
  ['mit', false],
  ['SEE LICENSE IN file', false],
  ['(MIT OR ISC) AND GPL-3.0-only', false],
  ['UNLICENSED', false],
])('the licence %s is allowed: %s', (licence, allowed) => {
  const one: ShippedPackage = {
    path: 'node_modules/a',
    name: 'a',
    version: '1.0.0',
    licence,
    bundledIn: [],
    needs: [],
  };
  expect(licenceProblems([one])).toEqual(
    allowed ? [] : [expect.stringContaining(`a 1.0.0 has the licence '${licence}'; allowed are 0BSD, `)],
  );
  expect(licenceProblems([{ ...one, licence: undefined }])).toEqual([expect.stringContaining("the licence 'none'")]);
});

describe('the bill of materials', () => {
  // Required and constrained by https://cyclonedx.org/schema/bom-1.6.schema.json
  test('has what CycloneDX 1.6 asks for', () => {
    const bom = bomOf(packages);
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(bom.metadata.component).toMatchObject({
      type: 'library',
      name: 'sightline',
      purl: expect.stringMatching(/^pkg:npm\/sightline@/),
    });
    for (const component of bom.components) {
      expect(component).toMatchObject({
        type: 'library',
        name: expect.stringMatching(/^[^@/]+$/),
        version: expect.stringMatching(/^\d/),
      });
      const full = component.group ? `${component.group.replace('@', '%40')}/${component.name}` : component.name;
      expect(component.purl).toBe(`pkg:npm/${full}@${component.version}`);
      expect(component.licenses).toEqual([{ license: { id: expect.any(String) } }]);
      expect(component.hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }]);
    }
  });

  test('names each part once, and what it depends on', () => {
    const { metadata, components, dependencies } = bomOf(packages);
    const refs = [metadata.component, ...components].map((component) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(dependencies.map(({ ref }) => ref)).toEqual(refs);
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
    const xray = dependencies.find(({ ref }) => ref.startsWith('pkg:npm/aws-xray-sdk-core@'))?.dependsOn;
    expect(xray).toContainEqual(
      expect.stringMatching(/^pkg:npm\/semver@.*#node_modules\/aws-xray-sdk-core\/node_modules\/semver$/),
    );
  });

  test('is the same each time, and has a time only where one is given', () => {
    expect(billOfMaterials(ROOT, packages, undefined)).toBe(billOfMaterials(ROOT, packages, undefined));
    expect(bomOf(packages).metadata.timestamp).toBeUndefined();
    const dated = bomOf(packages, '1767225600');
    expect(dated.metadata.timestamp).toBe('2026-01-01T00:00:00.000Z');
    expect(dated.serialNumber).not.toBe(bomOf(packages).serialNumber);
    expect(bomOf(packages.slice(1)).serialNumber).not.toBe(bomOf(packages).serialNumber);
    expect(purls(dated.components)).toEqual(purls(bomOf(packages).components));
  });

  test.each(['', 'now', '1.5', '-1', '9'.repeat(12)])("refuses SOURCE_DATE_EPOCH '%s'", (epoch) => {
    expect(() => billOfMaterials(ROOT, [], epoch)).toThrow(`must be whole seconds since 1970, got '${epoch}'`);
  });
});

describe('the lock file', () => {
  const lock: LockFile = {
    packages: {
      '': { dependencies: { a: '^1.0.0' } },
      'node_modules/a': { version: '1.0.0', dependencies: { b: '^1.0.0' } },
      'node_modules/a/node_modules/b': { version: '1.1.0', dependencies: { a: '*', optional: '*' } },
      'node_modules/b': { version: '2.0.0', dependencies: { c: '*' } },
      'node_modules/c': { version: '3.0.0' },
      'node_modules/@scope/only-builds': { version: '4.0.0' },
    },
  };
  const metafileOf = (inputs: Readonly<Record<string, number>>): Metafile => ({
    inputs: {},
    outputs: {
      'dist/lambdas/x/index.js': {
        ...{ bytes: 0, imports: [], exports: [] },
        inputs: Object.fromEntries(Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }])),
      },
    },
  });

  test('says which version stands where, also where node_modules is linked from elsewhere', () => {
    const metafile = metafileOf({
      '../../elsewhere/node_modules/b/index.js': 10,
      '../../elsewhere/node_modules/a/node_modules/b/index.js': 10,
      'node_modules/@scope/only-builds/a.js': 0,
    });
    expect(
      packagesOf(lock, [metafile]).map(({ path, version, bundledIn, needs }) => [path, version, bundledIn, needs]),
    ).toEqual([
      ['node_modules/a', '1.0.0', [], ['node_modules/a/node_modules/b']],
      ['node_modules/a/node_modules/b', '1.1.0', ['lambdas/x'], ['node_modules/a']],
      ['node_modules/b', '2.0.0', ['lambdas/x'], []],
    ]);
  });

  test('must know what is bundled', () => {
    expect(() => packagesOf(lock, [metafileOf({ 'node_modules/d/index.js': 1 })])).toThrow(
      'node_modules/d is bundled and not in package-lock.json; run npm ci',
    );
  });
});
