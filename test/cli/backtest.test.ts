import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricDataCommand, type GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import type { main } from '../../lib/cli/main';
import type { BacktestReport } from '../../lib/view/backtest/model';
import { temporaryDirectory } from '../rehearsal/support';
import { writeApp } from './assembly';
import { captured } from './captured';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const directory = temporaryDirectory();
const home = process.cwd();
const environment = { ...process.env };
const cloudWatch = mockClient(CloudWatchClient);

beforeAll(() => {
  writeApp(directory);
  process.chdir(directory.path);
});
beforeEach(() => {
  cloudWatch.reset();
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' });
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_PROFILE', 'AWS_SESSION_TOKEN']) delete process.env[name];
});
afterAll(() => {
  process.env = environment;
  process.chdir(home);
  directory.remove();
});

const backtest = (...args: readonly string[]) => captured('backtest', ...args);

const rows = (values: readonly number[]) =>
  values.map((value, minute) => `${new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString()},${value}`).join('\n');

describe('sightline backtest --series', () => {
  directory.write('recorded/errors.csv', rows([0, 0, 0, 2, 2, 0, 0, 0, 0, 0]));
  directory.write('recorded/cpu.csv', rows([10, 11, 10, 12, 10, 11, 10, 80, 11, 10]));
  const MAP = 'errors.csv=AWS/Lambda/Errors:FunctionName=@PlaceOrder';

  test('evaluates what is mapped, and gives advice on the rest', async () => {
    const { code, stdout, stderr } = await backtest('--series', 'recorded', '--map', MAP);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Backtest: 1 alarm over 11 min: no pages; 1 series without an alarm\n/);
    expect(stdout).toMatch(/ {2}–\s+1\s+2 min\s+2 min\s+0\s+9\.1 % {2}Errors\n/);
    expect(stdout).toContain('times to ALARM at the threshold 0.5x 1 · 0.75x 1 · 1x 1 · 1.5x 1 · 2x 1\n');
    expect(stdout).toContain('! recorded in errors.csv\n');
    expect(stdout).toContain('  cpu.csv: 10 points every 1 min');
  });

  test('evaluates the stacks that are chosen, of all assemblies that are given', async () => {
    directory.write('second.json', { Resources: {} });
    const both = ['--series', 'recorded', '--map', MAP, '--assembly', 'cdk.out', '--assembly', 'second.json'];
    expect(await backtest(...both, '--stacks', 'S*')).toMatchObject({ code: 0, stderr: '' });
    expect((await backtest(...both, '--stacks', 'second')).stderr).toMatch(/has no CloudWatch alarms/);
    expect((await backtest(...both, '--stacks', 'Shopp')).stderr).toMatch(
      /no stack is called 'Shopp'; did you mean 'Shop'\?/,
    );
  });

  test('reads the map beside the files, and --map before it', async () => {
    writeFileSync('recorded/sightline.map', `# ours\n${MAP}*0.1\n`);
    try {
      expect((await backtest('--series', 'recorded')).stdout).toContain('! recorded in errors.csv, times 0.1\n');
      const told = await backtest('--series', 'recorded', '--map', `${MAP}*3`);
      expect(told.stdout).toContain('! recorded in errors.csv, times 3\n');
    } finally {
      directory.write('recorded/sightline.map', '');
    }
  });

  test('takes a file by its name where that leaves no doubt', async () => {
    directory.write('named/place-order-lambda-errors.csv', rows([0, 1]));
    expect((await backtest('--series', 'named')).stdout).toContain(
      '! recorded in place-order-lambda-errors.csv, taken by its name\n',
    );
  });

  test('writes the report for machines', async () => {
    const { stdout } = await backtest('--series', 'recorded', '--map', MAP, '--json', 'out/report.json');
    expect(stdout).toMatch(/\nJSON: out\/report\.json\n$/);
    const report = JSON.parse(readFileSync('out/report.json', 'utf8')) as BacktestReport;
    expect(report).toMatchObject({ schemaVersion: 1, recorded: true, totals: { pages: 0, alarms: 1 } });
    expect(report.alarms.map(({ name, alarmMs }) => [name, alarmMs])).toEqual([['Errors', 2 * MINUTE_MS]]);
    expect(report.recordings.map(({ file }) => file)).toEqual(['cpu.csv']);
  });

  test('names a file that cannot be read and goes on with the others', async () => {
    directory.write('mixed/good.csv', rows([1, 2, 3]));
    directory.write('mixed/bad.csv', 'PK\u0000\u0003');
    const { code, stdout } = await backtest('--series', 'mixed');
    expect(code).toBe(0);
    expect(stdout).toContain('bad.csv: this is not text in UTF-8');
    expect(stdout).toContain('  good.csv: 3 points');
  });

  test.each([
    [['--series', 'nowhere'], "--series 'nowhere': there is no such directory"],
    [['--series', 'cdk.out'], "--series 'cdk.out' has no .csv file"],
    [['--series', 'broken'], "none of its 1 CSV files can be read:\n  x.csv: no row of the form 'timestamp,value'"],
    [
      ['--series', 'recorded', '--map', 'other.csv=AWS/Lambda/Errors:FunctionName=@PlaceOrder'],
      "there is no file 'other.csv'; there are cpu.csv, errors.csv",
    ],
    [
      ['--series', 'recorded', '--map', 'cpu.csv=AWS/Lambda/Duration:FunctionName=@PlaceOrder'],
      'no alarm reads AWS/Lambda/Duration',
    ],
    [['--series', 'recorded', '--days', '3'], '--days is for CloudWatch, and --series reads files instead'],
    [['--map', 'a.csv=b'], '--map says what recorded files are; add --series DIR'],
    [['recorded'], "'recorded' is not an option; recorded files are given with --series DIR"],
    [['--days', '0'], "--days must be a whole number from 1 to 455 (CloudWatch keeps nothing longer), got '0'"],
    [['--days', '900'], "got '900'"],
    [['--days', '1.5'], "got '1.5'"],
    [['--json', 'cdk.out'], "--json must name a file, and 'cdk.out' is a directory"],
    [['--assembly', 'nowhere'], "'nowhere' is not a cloud assembly"],
    [['--names', 'nowhere.json'], "cannot read the names 'nowhere.json': there is no such file"],
  ])('%j is refused', async (args, why) => {
    directory.write('broken/x.csv', 'nothing\n');
    const { code, stdout, stderr } = await backtest(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(cloudWatch.calls()).toHaveLength(0);
  });

  test('--help tells what it takes', async () => {
    expect((await backtest('--help')).stdout).toMatch(/^Usage: sightline backtest /);
  });
});

describe('sightline backtest', () => {
  /** Half past an hour: the first and the last error of the time that is read are far from its ends. */
  beforeAll(() => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 5, 9, 30));
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });
  /** Five errors in one minute of each hour. */
  const answer = ({ MetricDataQueries = [], StartTime, EndTime }: GetMetricDataInput) => {
    const [fromMs, toMs] = [Number(StartTime), Number(EndTime)];
    const minutes = Array.from({ length: (toMs - fromMs) / MINUTE_MS }, (_, index) => fromMs + index * MINUTE_MS);
    return {
      MetricDataResults: MetricDataQueries.map(({ Id }) => ({
        Id,
        StatusCode: 'Complete' as const,
        Timestamps: minutes.map((ms) => new Date(ms)),
        Values: minutes.map((ms) => (ms % 3_600_000 === 0 ? 5 : 0)),
      })),
    };
  };
  const askedFor = () => cloudWatch.commandCalls(GetMetricDataCommand).map(({ args }) => args[0].input);

  test('reads what the alarms need, once, under the deployed names', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answer);
    directory.write('names.json', { PlaceOrder: 'place-order-1X2' });
    const { code, stdout } = await backtest('--days', '2', '--names', 'names.json', '--json', 'cw.json');
    expect(code).toBe(0);
    expect(stdout).toContain('CloudWatch in eu-west-1, the last 2 days');
    const metrics = askedFor().flatMap(({ MetricDataQueries = [] }) =>
      MetricDataQueries.map((query) => query.MetricStat),
    );
    expect(new Set(metrics.map((stat) => JSON.stringify(stat)))).toEqual(
      new Set([
        JSON.stringify({
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Dimensions: [{ Name: 'FunctionName', Value: 'place-order-1X2' }],
          },
          Period: 60,
          Stat: 'Sum',
        }),
      ]),
    );
    const { alarms } = JSON.parse(readFileSync('cw.json', 'utf8')) as BacktestReport;
    expect(alarms[0]?.alarmCount).toBe(48);
    expect((alarms[0]?.endMs ?? 0) - (alarms[0]?.startMs ?? 0)).toBe(2 * DAY_MS);
  });

  test('reads settled days from the cache the second time', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answer);
    const first = await backtest('--days', '3', '--cache', 'cache');
    const calls = askedFor().length;
    cloudWatch.resetHistory();
    const second = await backtest('--days', '3', '--cache', 'cache');
    const again = askedFor();
    expect(again.length).toBeLessThan(calls);
    expect(again.length).toBeGreaterThan(0);
    expect(again.every(({ EndTime }) => Number(EndTime) > Date.now() - 60 * MINUTE_MS)).toBe(true);
    expect(second.stdout.split('\n')[3]).toBe(first.stdout.split('\n')[3]);
    const [place = ''] = readdirSync('cache');
    expect(place).toMatch(/^[0-9a-f]{12}-eu-west-1$/);
    expect(readdirSync(join('cache', place)).every((file) => file.endsWith('.json'))).toBe(true);
  });

  test('goes on where an interrupted run stopped, and reads a damaged file anew', async () => {
    let calls = 0;
    cloudWatch.on(GetMetricDataCommand).callsFake((input) => {
      calls += 1;
      if (calls === 3) throw Object.assign(new Error('not now'), { name: 'AccessDeniedException' });
      return answer(input);
    });
    expect((await backtest('--days', '5', '--cache', 'torn')).code).toBe(2);
    const [place = ''] = readdirSync('torn');
    const kept = readdirSync(join('torn', place));
    expect(kept).toHaveLength(2);
    writeFileSync(join('torn', place, kept[0] as string), '{');
    expect((await backtest('--days', '5', '--cache', 'torn')).code).toBe(0);
    const starts = askedFor().map(({ StartTime }) => Number(StartTime));
    expect(starts.filter((ms) => ms === starts[0])).toHaveLength(2);
    expect(starts.filter((ms) => ms === starts[1])).toHaveLength(1);
  });

  test('keeps the accounts apart', async () => {
    cloudWatch.on(GetMetricDataCommand).callsFake(answer);
    await backtest('--days', '1', '--cache', 'apart');
    process.env.AWS_ACCESS_KEY_ID = 'another';
    await backtest('--days', '1', '--cache', 'apart', '--region', 'us-west-2');
    expect(readdirSync('apart')).toHaveLength(2);
  });

  test('says that names are made up where nothing is found', async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
    cloudWatch.on(GetMetricDataCommand).callsFake(({ MetricDataQueries = [] }: GetMetricDataInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, StatusCode: 'Complete' })),
    }));
    const text = (await backtest('--days', '1', '--cache', 'none')).stdout.replace(/\s+/g, ' ');
    expect(text).toContain('Errors: no history found for AWS/Lambda/Errors{FunctionName=Shop-PlaceOrder}');
    expect(text).toContain('--names FILE.json');
  });

  test.each([
    ['AccessDenied', 'not authorized', 'they need the permission cloudwatch:GetMetricData'],
    ['InvalidClientTokenId', 'bad token', 'there are no AWS credentials that work (bad token)'],
    ['ExpiredTokenException', 'too old', 'there are no AWS credentials that work (too old)'],
    ['CredentialsProviderError', 'none found', 'set AWS_PROFILE'],
    ['OptInRequired', 'not enabled', 'name another with --region'],
  ])('%s is told with what to do', async (name, message, why) => {
    cloudWatch.on(GetMetricDataCommand).rejects(Object.assign(new Error(message), { name }));
    const { code, stderr } = await backtest('--days', '1', '--cache', 'refused');
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });

  test('an endpoint that is not there is told with the region', async () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    cloudWatch.on(GetMetricDataCommand).rejects(error);
    const { stderr } = await backtest('--days', '1', '--region', 'mars-1', '--cache', 'refused');
    expect(stderr).toContain('CloudWatch in mars-1 cannot be reached (getaddrinfo ENOTFOUND); is the region right');
  });

  test('a cache that cannot be made is refused', async () => {
    writeFileSync('a-file', '');
    const { stderr } = await backtest('--days', '1', '--cache', 'a-file');
    expect(stderr).toContain("--cache 'a-file/");
    expect(existsSync('a-file')).toBe(true);
  });
});

test('without the SDK, the command says how to install it, and others do not miss it', async () => {
  jest.resetModules();
  jest.doMock('@aws-sdk/client-cloudwatch', () => {
    const error = new Error("Cannot find module '@aws-sdk/client-cloudwatch'");
    throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
  });
  try {
    const { main: alone } = jest.requireActual<{ main: typeof main }>('../../lib/cli/main');
    let told = '';
    const spy = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      told += String(chunk);
      return true;
    });
    const code = await alone(['backtest', '--days', '1']);
    spy.mockRestore();
    expect({ code, told }).toEqual({
      code: 2,
      told: expect.stringContaining("run 'npm install -D @aws-sdk/client-cloudwatch'"),
    });
  } finally {
    jest.dontMock('@aws-sdk/client-cloudwatch');
  }
});
