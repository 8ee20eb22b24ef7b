/** A software bill of materials in CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/ */
import { createHash } from 'node:crypto';
import type { ShippedPackage } from './shipped-packages';

export interface BomOptions {
  /** Sightline itself. */
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** When it was made, in epoch seconds: SOURCE_DATE_EPOCH. @default - it does not say, and is the same each time */
  readonly epochSeconds?: number;
}

export type Json = Readonly<Record<string, unknown>>;

/** The same for the same packages. */
export function cycloneDx(packages: readonly ShippedPackage[], options: BomOptions): Json {
  const { name, version, license, epochSeconds } = options;
  const refs = new Map(packages.map((one) => [one.path, refOf(one)]));
  const root = { name, version, path: '' };
  const content = {
    metadata: {
      ...(epochSeconds !== undefined && { timestamp: new Date(epochSeconds * 1_000).toISOString() }),
      lifecycles: [{ phase: 'build' }],
      component: { type: 'library', 'bom-ref': purl(root), name, version, purl: purl(root), ...licences(license) },
    },
    components: packages.map(component),
    dependencies: [
      { ref: purl(root), dependsOn: packages.map(refOf).sort() },
      ...packages.map((one) => ({ ref: refOf(one), dependsOn: one.needs.map((path) => refs.get(path)).sort() })),
    ],
  };
  return { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialOf(content), version: 1, ...content };
}

function component(one: ShippedPackage): Json {
  const [, group, name = one.name] = /^(@[^/]+)\/(.+)$/.exec(one.name) ?? [];
  return {
    type: 'library',
    'bom-ref': refOf(one),
    ...(group && { group }),
    name,
    version: one.version,
    scope: 'required',
    ...(one.integrity && { hashes: [{ alg: 'SHA-512', content: sha512Of(one) }] }),
    ...(one.licence && licences(one.licence)),
    purl: purl(one),
    properties:
      one.bundledIn.length > 0
        ? one.bundledIn.map((value) => ({ name: 'sightline:bundledIn', value }))
        : [{ name: 'sightline:installed', value: 'by npm, beside the package' }],
  };
}

/** A version may be there twice, in two folders. */
function refOf(one: Pick<ShippedPackage, 'name' | 'version' | 'path'>): string {
  const nested = one.path.split('node_modules/').length > 2;
  return nested ? `${purl(one)}#${one.path}` : purl(one);
}

/** https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
function purl({ name, version }: Pick<ShippedPackage, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;
}

/** An identifier of SPDX, or an expression of several. */
function licences(text: string): Json {
  return { licenses: [/^[\w.-]+$/.test(text) ? { license: { id: text } } : { expression: text }] };
}

function sha512Of({ path, integrity = '' }: ShippedPackage): string {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity) ?? [];
  if (base64) return Buffer.from(base64, 'base64').toString('hex');
  throw new Error(`${path} has the integrity '${integrity}' in package-lock.json; it must be one of sha512`);
}

/** A UUID of the content, version 8: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
function serialOf(content: Json): string {
  const hex = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
