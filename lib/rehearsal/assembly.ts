/** Reads a cloud assembly (what `cdk synth` writes): every stack of every stage, nested stacks included, as JSON. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly condition?: string;
  /** Construct path, such as `Checkout/PlaceOrder/Resource`. */
  readonly path: string;
}

export interface StackTemplate {
  readonly stackName: string;
  /** Construct path of the stack, such as `Prod/Shop`; of a nested stack that of the one it is in. @default - its name */
  readonly path?: string;
  readonly environment: { readonly account: string; readonly region: string };
  /** Parts of the environment that the app leaves open. */
  readonly open?: readonly (keyof StackTemplate['environment'])[];
  readonly resources: readonly TemplateResource[];
  readonly parameters: Readonly<Record<string, { readonly Type?: string; readonly Default?: unknown }>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<string, { readonly Value?: unknown; readonly Export?: { readonly Name?: unknown } }>
  >;
  /** For a nested stack: its parent, and the resource there that stands for it. */
  readonly parent?: { readonly stackName: string; readonly logicalId: string };
}

export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly StackTemplate[];
}

/** The account and region that environment-agnostic stacks are rehearsed in. */
export const REHEARSAL_ACCOUNT = '123456789012';
export const REHEARSAL_REGION = 'us-east-1';
const MADE_UP = { account: REHEARSAL_ACCOUNT, region: REHEARSAL_REGION };

/**
 * Reads the assembly in a directory.
 * @throws with what is wrong and what to do, where it is none or has no stacks
 */
export function readAssembly(directory: string): Assembly {
  const root = resolve(directory);
  if (!existsSync(join(root, 'manifest.json'))) {
    const found = !existsSync(root)
      ? 'there is no such directory'
      : statSync(root).isDirectory()
        ? 'it has no manifest.json'
        : 'it is a file';
    throw new Error(`'${directory}' is not a cloud assembly: ${found}; run 'cdk synth' and give its output directory`);
  }
  const stacks = readManifest(root);
  if (stacks.length === 0) {
    throw new Error(`the cloud assembly '${directory}' has no stacks; check that the app defines one`);
  }
  return { directory: root, stacks: settleEnvironments(stacks) };
}

/** Several assemblies as one, such as an app's and that of the hub which it joins by its name. */
export function joinAssemblies(assemblies: readonly Assembly[]): Assembly {
  const [only = NO_ASSEMBLY, second] = assemblies;
  if (!second) return only;
  const directory = assemblies.map((one) => one.directory).join(', ');
  return { directory, stacks: settleEnvironments(assemblies.flatMap(({ stacks }) => stacks)) };
}

/** A stack that leaves its account or Region open is taken to be where all others are, if these agree. */
export function settleEnvironments(stacks: readonly StackTemplate[]): StackTemplate[] {
  const said = (part: keyof StackTemplate['environment']) => [
    ...new Set(stacks.flatMap(({ environment, open = [] }) => (open.includes(part) ? [] : [environment[part]]))),
  ];
  const known = { account: said('account'), region: said('region') };
  return stacks.map((stack) => {
    const agreed = (stack.open ?? []).filter((part) => known[part].length === 1);
    const found = Object.fromEntries(agreed.map((part) => [part, known[part][0] as string]));
    return agreed.length === 0 ? stack : { ...stack, environment: { ...stack.environment, ...found } };
  });
}

/** A template as JSON, such as `Template.fromStack(stack).toJSON()` or a file that `cdk synth` wrote. */
export interface TemplateJson {
  readonly Resources: Readonly<Record<string, unknown>>;
}

/** An assembly of one template, without nested stacks. */
export function assemblyOfTemplate(template: TemplateJson, stackName = 'Template'): Assembly {
  const artifact = { stackName, environment: MADE_UP, open: ['account', 'region'] } as const;
  return { directory: stackName, stacks: [stackFrom({ ...template }, artifact, NO_FILES)] };
}

/** @throws where the file is no template in JSON */
export function readTemplateFile(file: string): Assembly {
  const template = readJson<Partial<TemplateJson>>(file);
  if (typeof template.Resources === 'object' && template.Resources !== null)
    return assemblyOfTemplate(
      { ...template, Resources: template.Resources },
      basename(file).replace(/(\.template)?\.json$/, ''),
    );
  throw new Error(
    `'${file}' has no Resources, so it is not a CloudFormation template; give a template or the directory of an assembly`,
  );
}

/** What is rehearsed where there is no app: only what scenarios define themselves. */
export const NO_ASSEMBLY: Assembly = { directory: '', stacks: [] };

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type?: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, readonly { readonly type: string; readonly data?: unknown }[]>>;
  readonly additionalMetadataFile?: string;
}

function readManifest(directory: string): StackTemplate[] {
  const manifest: Manifest = readJson(join(directory, 'manifest.json'));
  return Object.entries(manifest.artifacts ?? {}).flatMap(([id, artifact]) => {
    const properties = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && properties.directoryName) {
      return readManifest(join(directory, properties.directoryName));
    }
    if (artifact.type !== 'aws:cloudformation:stack' || !properties.templateFile) return [];
    const file = join(directory, properties.templateFile);
    const stackName = properties.stackName ?? id;
    const path = artifact.displayName ?? stackName;
    const files = { paths: pathsOf(directory, artifact), assets: assetsOf(directory, artifact, manifest) };
    return readStack(file, { stackName, path, ...environmentOf(artifact) }, files);
  });
}

/** What an artifact says of the files of its stack, and of those nested in it. */
interface StackFiles {
  /** Construct paths of each logical id; stacks nested in the stack may have the same one. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** Files by the key that they are uploaded under. */
  readonly assets: ReadonlyMap<string, string>;
}

const NO_FILES: StackFiles = { paths: new Map(), assets: new Map() };

/** What is known of a stack beside its template. */
type Deployment = Pick<StackTemplate, 'stackName' | 'path' | 'environment' | 'open' | 'parent'>;

function readStack(file: string, deployment: Deployment, files: StackFiles): StackTemplate[] {
  const { stackName } = deployment;
  const stack = stackFrom(readJson(file), deployment, files);
  const nested = stack.resources.flatMap((resource) => {
    const asset = nestedTemplateOf(resource, files);
    if (asset === undefined) return [];
    const { logicalId, path } = resource;
    const inner = { ...deployment, stackName: `${stackName}-${logicalId}`, parent: { stackName, logicalId } };
    return readStack(join(dirname(file), asset), inner, { ...files, paths: pathsWithin(path, files.paths) });
  });
  return [stack, ...nested];
}

/** The file of a nested stack: its metadata name it where asset metadata was on at synth, else the asset manifest does. */
function nestedTemplateOf(
  { type, metadata, properties }: TemplateResource,
  { assets }: StackFiles,
): string | undefined {
  if (type !== 'AWS::CloudFormation::Stack') return undefined;
  const asset = metadata['aws:asset:path'];
  if (typeof asset === 'string') return asset;
  const url = JSON.stringify(properties.TemplateURL ?? '');
  return [...assets].find(([key]) => url.includes(`/${key}"`))?.[1];
}

/** `Shop/Alarms.NestedStack/Alarms.NestedStackResource` stands for what is below `Shop/Alarms`. */
function pathsWithin(resourcePath: string, paths: StackFiles['paths']): StackFiles['paths'] {
  const scope = `${resourcePath.replace(/\.NestedStack\/[^/]*$/, '')}/`;
  const within = [...paths].map(([id, known]) => [id, known.filter((path) => path.startsWith(scope))] as const);
  return new Map(within);
}

function stackFrom(
  template: Readonly<Record<string, unknown>>,
  deployment: Deployment,
  { paths }: StackFiles,
): StackTemplate {
  const part = (name: string) => (template[name] ?? {}) as Record<string, unknown>;
  return {
    ...deployment,
    resources: Object.entries(part('Resources')).map(([logicalId, value]) =>
      toResource(logicalId, (value ?? {}) as Record<string, unknown>, deployment.stackName, paths),
    ),
    parameters: part('Parameters') as StackTemplate['parameters'],
    conditions: part('Conditions'),
    mappings: part('Mappings'),
    outputs: part('Outputs') as StackTemplate['outputs'],
  };
}

function toResource(
  logicalId: string,
  value: Record<string, unknown>,
  stackName: string,
  paths: StackFiles['paths'],
): TemplateResource {
  const metadata = (value.Metadata ?? {}) as Record<string, unknown>;
  // One of the same id in a stack nested in this one has a longer path.
  const [known] = [...(paths.get(logicalId) ?? [])].sort((a, b) => a.length - b.length);
  const path = metadata['aws:cdk:path'] ?? known ?? `${stackName}/${logicalId}`;
  return {
    logicalId,
    type: typeOf(logicalId, value),
    properties: (value.Properties ?? {}) as Record<string, unknown>,
    metadata,
    condition: typeof value.Condition === 'string' ? value.Condition : undefined,
    path: String(path),
  };
}

/** `Fn::ForEach::Name` and `Fn::Transform` stand among the resources for what only CloudFormation writes out. */
function typeOf(logicalId: string, value: Record<string, unknown>): string {
  if (Array.isArray(value)) return 'Fn::ForEach';
  const isMacro = logicalId === 'Fn::Transform' || Object.hasOwn(value, 'Fn::Transform');
  return value.Type === undefined && isMacro ? 'Fn::Transform' : String(value.Type);
}

/** Construct paths from the manifest: templates carry them only where path metadata was on at synth. */
function pathsOf(directory: string, artifact: Artifact): StackFiles['paths'] {
  const file = artifact.additionalMetadataFile;
  const metadata = file ? readJson<NonNullable<Artifact['metadata']>>(join(directory, file)) : artifact.metadata;
  const paths = new Map<string, string[]>();
  for (const [path, entries] of Object.entries(metadata ?? {})) {
    for (const entry of entries) {
      if (entry.type !== 'aws:cdk:logicalId') continue;
      const id = String(entry.data);
      paths.set(id, [...(paths.get(id) ?? []), path.replace(/^\//, '')]);
    }
  }
  return paths;
}

/** The files that the asset manifests of a stack upload. */
function assetsOf(
  directory: string,
  { dependencies = [] }: Artifact,
  { artifacts = {} }: Manifest,
): StackFiles['assets'] {
  const manifests = dependencies.flatMap((id) => {
    const { type, properties } = artifacts[id] ?? {};
    const file = type === 'cdk:asset-manifest' && properties?.file ? join(directory, properties.file) : '';
    return existsSync(file) ? [file] : [];
  });
  return new Map(
    manifests.flatMap((manifest) =>
      Object.values(readJson<AssetManifest>(manifest).files ?? {}).flatMap(({ source, destinations = {} }) =>
        Object.values(destinations).flatMap(({ objectKey }) =>
          objectKey && source?.path ? [[objectKey, source.path] as const] : [],
        ),
      ),
    ),
  );
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source?: { readonly path?: string };
        readonly destinations?: Readonly<Record<string, { readonly objectKey?: string }>>;
      }
    >
  >;
}

/** `aws://ACCOUNT/REGION`; unknown parts are rehearsed in a made-up account. */
function environmentOf(artifact: Artifact): Pick<StackTemplate, 'environment' | 'open'> {
  const [account = '', region = ''] = (artifact.environment ?? '').replace('aws://', '').split('/');
  const said = {
    ...(account && account !== 'unknown-account' && { account }),
    ...(region && region !== 'unknown-region' && { region }),
  };
  const open = (['account', 'region'] as const).filter((part) => !Object.hasOwn(said, part));
  return { environment: { ...MADE_UP, ...said }, ...(open.length > 0 && { open }) };
}

function readJson<T extends object>(file: string): T {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null) return value as T;
    throw new Error('it is JSON but not an object');
  } catch (error) {
    throw new Error(`cannot read '${file}' of the cloud assembly: ${(error as Error).message}; run 'cdk synth' again`);
  }
}
