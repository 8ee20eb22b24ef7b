import fc from 'fast-check';
import type { MetricId } from '../../../lib/core/signal/metric';
import { findMetrics, parseSearch, SearchError } from '../../../lib/core/signal/search';

function metric(namespace: string, name: string, dimensions: Readonly<Record<string, string>> = {}): MetricId {
  return { namespace, name, dimensions };
}

function finds(expression: string, ...found: readonly MetricId[]): boolean[] {
  const search = parseSearch(expression);
  return found.map((each) => search.matches(each));
}

function messageOf(expression: string): string {
  try {
    parseSearch(expression);
  } catch (error) {
    if (error instanceof SearchError) return error.message;
    throw error;
  }
  throw new Error(`expected an error for ${expression}`);
}

const AWS = {
  cpu: metric('AWS/EC2', 'CPUUtilization', { InstanceId: 'i-1234567890123456' }),
  cpuB: metric('AWS/EC2', 'CPUUtilization', { InstanceId: 'i-b' }),
  cpuMicro: metric('AWS/EC2', 'CPUUtilization', { InstanceType: 't2.micro' }),
  cpuMicro3: metric('AWS/EC2', 'CPUUtilization', { InstanceType: 't3.micro' }),
  cpuLarge: metric('AWS/EC2', 'CPUUtilization', { InstanceType: 't2.large' }),
  cpuAll: metric('AWS/EC2', 'CPUUtilization'),
  packets: metric('AWS/EC2', 'NetworkPacketsIn', { InstanceId: 'i-b' }),
  networkIn: metric('AWS/EC2', 'NetworkIn', { InstanceId: 'i-b' }),
  ecs: metric('AWS/ECS', 'CPUUtilization', { ClusterName: 'web' }),
  ecsService: metric('AWS/ECS', 'CPUUtilization', { ClusterName: 'web', ServiceName: 'api' }),
  es: metric('AWS/ES', 'CPUUtilization', { DomainName: 'logs' }),
  ebs: metric('AWS/EBS', 'VolumeReadOps', { VolumeId: 'vol-1' }),
  ec2Reads: metric('AWS/EC2', 'DiskReadOps', { InstanceId: 'i-ProjectA' }),
  lcus: metric('AWS/NetworkELB', 'ConsumedLCUs', { LoadBalancer: 'net/a' }),
  flows: metric('AWS/NetworkELB', 'NewFlowCount', { LoadBalancer: 'net/a' }),
  elbBytes: metric('AWS/NetworkELB', 'ProcessedBytes', { LoadBalancer: 'net/a' }),
  errors: metric('AWS/Lambda', 'Errors', { FunctionName: 'shop' }),
  invocationsA: metric('AWS/Lambda', 'Invocations', { FunctionName: 'shop-ProjectA' }),
  invocationsC: metric('AWS/Lambda', 'Invocations', { FunctionName: 'shop-ProjectC' }),
  custom: metric('Shop', 'ConnectionErrors', { service: 'checkout' }),
};

function found(expression: string): string[] {
  const search = parseSearch(expression);
  return Object.entries(AWS).flatMap(([key, each]) => (search.matches(each) ? [key] : []));
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-examples.html
describe("AWS's own examples", () => {
  test.each([
    ['{AWS/EC2,InstanceId} MetricName="CPUUtilization"', ['cpu', 'cpuB']],
    ['{AWS/EC2,InstanceType} MetricName="CPUUtilization"', ['cpuMicro', 'cpuMicro3', 'cpuLarge']],
    ['{AWS/EC2} MetricName="CPUUtilization"', ['cpuAll']],
    ['{AWS/EC2,InstanceType} InstanceType=micro MetricName="CPUUtilization"', ['cpuMicro', 'cpuMicro3']],
    ['{AWS/EC2,InstanceType} InstanceType="t2.micro" MetricName="CPUUtilization"', ['cpuMicro']],
    ['MetricName="CPUUtilization" AND ("AWS/ECS" OR "AWS/ES")', ['ecs', 'ecsService', 'es']],
    ['{AWS/ECS, ClusterName}, MetricName="CPUUtilization"', ['ecs']],
    ['{AWS/NetworkELB, LoadBalancer} "ConsumedLCUs" OR flow', ['lcus', 'flows']],
    [
      '{AWS/Lambda,FunctionName} MetricName="Errors" OR (MetricName="Invocations" AND (ProjectA OR ProjectB))',
      ['errors', 'invocationsA'],
    ],
    ['NOT Namespace=AWS', ['custom']],
    ['Errors', ['errors', 'custom']],
    ['"Errors"', ['errors']],
    ['{AWS/EC2,InstanceId} network AND packets', ['packets']],
    ['{AWS/EC2,InstanceId} network packets', ['packets']],
    ['{AWS/EC2,InstanceId} MetricName="CPUUtilization" NOT i-1234567890123456', ['cpuB']],
    ['(EC2 OR EBS) AND MetricName=ReadOps', ['ebs', 'ec2Reads']],
    ['(EC2 OR EBS) MetricName=ReadOps', ['ebs', 'ec2Reads']],
    ['(EC2 OR EBS) AND ReadOps AND ProjectA', ['ec2Reads']],
    ['{AWS/Lambda, FunctionName}, MetricName="Errors"', ['errors']],
    ['InstanceType="t2.micro" Namespace="AWS/EC2"', ['cpuMicro']],
  ])('%s', (expression, expected) => {
    expect(found(expression)).toEqual(expected);
  });

  test.each([
    ['count', true],
    ['Count', true],
    ['COUNT', true],
    ['couNT', false],
    ['CustomCount', true],
    ['Count1', true],
    ['customcount', false],
    ['count1', false],
    ['customcount1', true],
    ['"CustomCount1"', true],
    ['"customcount1"', false],
    ['"Custom"', false],
  ])('the metric CustomCount1 and the term %s', (term, expected) => {
    expect(finds(`{MyNamespace} ${term}`, metric('MyNamespace', 'CustomCount1'))).toEqual([expected]);
  });

  test.each(['network/errors', 'network+errors', 'network-errors', 'Network_Errors'])(
    '%s finds names with or without delimiters',
    (term) => {
      expect(finds(term, metric('N', 'Network-Errors-2'), metric('N', 'NetworkErrors2'))).toEqual([true, true]);
    },
  );

  test('exact matches take delimiters as they are, with backslashes before " \\ ( and )', () => {
    const special = metric('N', 'Europe\\France Traffic(Network)');
    expect(finds('"Europe\\\\France Traffic\\(Network\\)"', special)).toEqual([true]);
    expect(finds('"Network-Errors-2"', metric('N', 'Network-Errors-2'))).toEqual([true]);
    expect(finds('"Network_Errors_2"', metric('N', 'Network-Errors-2'))).toEqual([false]);
    expect(
      finds(
        '{"My Namespace", "Dimension@Name"}, "Custom:Name[Special_Characters"',
        metric('My Namespace', 'Custom:Name[Special_Characters', { 'Dimension@Name': 'x' }),
      ),
    ).toEqual([true]);
  });

  test.each([
    ['SDBFailure', ['sdbfailure', 'sdb', 'failure'], ['sdbf', 'fail']],
    ['Project2-trial333', ['project2trial333', 'project', '2', 'trial', '333'], ['33', 'trial3']],
  ])('%s is found by the tokens of the table and by nothing shorter', (name, tokens, others) => {
    for (const token of tokens) expect([token, ...finds(token, metric('N', name))]).toEqual([token, true]);
    for (const other of others) expect([other, ...finds(other, metric('N', name))]).toEqual([other, false]);
  });
});

describe('terms', () => {
  const a = metric('N', 'A');
  const b = metric('N', 'B');
  const bc = metric('N', 'B', { c: 'C' });

  test('AND binds stronger than OR, NOT strongest', () => {
    expect(finds('"A" OR "B" "C"', a, b, bc)).toEqual([true, false, true]);
    expect(finds('("A" OR "B") "C"', a, b, bc)).toEqual([false, false, true]);
    expect(finds('NOT "A" AND NOT "C"', a, b, bc)).toEqual([false, true, false]);
    expect(finds('NOT ("A" OR "C")', a, b, bc)).toEqual([false, true, false]);
    expect(finds('NOT NOT "A"', a, b)).toEqual([true, false]);
  });

  test('operators in small letters are terms', () => {
    expect(finds('B and', b, metric('N', 'B2'), metric('And', 'B'))).toEqual([false, false, true]);
    expect(finds('"A" or "B"', a, b)).toEqual([false, false]);
  });

  test('a property looks at its own place only', () => {
    const confusing = metric('Other', 'N', { MetricName: 'x', 'Dimension Name': 'A' });
    expect(finds('MetricName=N', confusing, a)).toEqual([true, false]);
    expect(finds('Namespace=N', confusing, a)).toEqual([false, true]);
    expect(finds('"Dimension Name" = "A"', confusing, a)).toEqual([true, false]);
    expect(finds('toString=A', confusing, a)).toEqual([false, false]);
  });

  test('a property may stand before a group', () => {
    expect(finds('MetricName=("A" OR "C")', a, b, bc)).toEqual([true, false, false]);
  });

  test('a schema asks for exactly its dimensions', () => {
    const search = '{N, c, d}';
    const dimensions = { d: '2', c: '1' };
    expect(finds(search, metric('N', 'A', dimensions), metric('n', 'A', dimensions), bc)).toEqual([true, false, false]);
    expect(finds(search, metric('N', 'A', { ...dimensions, e: '3' }))).toEqual([false]);
  });
});

describe('errors', () => {
  test.each([
    ['', 'the search is empty'],
    ['{AWS/EC2', 'the schema is not closed; end it with }'],
    ['{}', 'a name is missing in the schema'],
    ['{My-Namespace}', 'need double quotes: "My-Namespace"'],
    ['{My Namespace}', "'Namespace' is not expected here"],
    ['{N, d, d}', "dimension 'd' is there twice"],
    ['a {N}', 'a search has one schema, at its start'],
    ['"a', 'this double quote is not closed'],
    ['(a', 'this group is not closed; end it with )'],
    ['a)', 'no group is open'],
    ['a OR', 'a term is missing here'],
    ['AND a', "'AND' is not expected here"],
    ['a, b', 'a comma may only follow the schema'],
    ['MetricName=', 'MetricName= has no value'],
    ['=b', 'a property stands before it'],
    ['MetricName=(Namespace=a)', 'the group is about MetricName already'],
    ['Errors*  *', "'*' has no letter or digit; there are no wildcards"],
    [':aws.AccountId="123" Errors', ':aws.AccountId is not rehearsed'],
  ])('%s', (expression, part) => {
    expect(messageOf(expression)).toContain(part);
  });

  test('more than 1,024 characters are refused', () => {
    expect(messageOf('x'.repeat(1025))).toContain('it has 1025 characters; at most 1024 are allowed');
    expect(finds('x'.repeat(1024), metric('N', 'A'))).toEqual([false]);
  });

  test('the column says where', () => {
    expect(messageOf('Errors "open')).toBe(
      `Error in search 'Errors "open' at column 8: this double quote is not closed; end it with " (write \\" for a quote inside)`,
    );
  });

  test('whatever the text, nothing but a SearchError is thrown', () => {
    const piece = fc.constantFrom('{', '}', '(', ')', ',', '=', '"', '\\', ' ', 'AND', 'OR', 'NOT', 'N', 'é', ':aws.x');
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (expression) => {
        try {
          expect(typeof parseSearch(expression).matches(AWS.ecsService)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(SearchError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a thousand brackets are no problem', () => {
    expect(finds(`${'('.repeat(511)}A${')'.repeat(511)}`, metric('N', 'A'))).toEqual([true]);
    expect(messageOf('('.repeat(1024))).toContain('a term is missing');
  });
});

describe('properties of matching', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/).filter((text) => /[A-Za-z0-9]/.test(text));

  test('every name is found by itself, exact and partial', () => {
    fc.assert(
      fc.property(word, (name) => {
        fc.pre(!['AND', 'OR', 'NOT'].includes(name));
        expect(finds(name, metric('Q', name))).toEqual([true]);
        expect(finds(`"${name}"`, metric('Q', name))).toEqual([true]);
      }),
    );
  });

  test('a word between delimiters is found in any case', () => {
    const small = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(small, small, small, (before, name, after) => {
        const whole = metric('Q', `${before}-${name}_${after}`);
        expect(finds(name, whole)).toEqual([true]);
        fc.pre(!['and', 'or', 'not'].includes(name));
        expect(finds(name.toUpperCase(), whole)).toEqual([true]);
      }),
    );
  });

  test('NOT of a term finds exactly the others', () => {
    fc.assert(
      fc.property(word, word, (term, name) => {
        fc.pre(!['AND', 'OR', 'NOT'].includes(term));
        const [plain] = finds(term, metric('Q', name));
        expect(finds(`NOT ${term}`, metric('Q', name))).toEqual([!plain]);
      }),
    );
  });
});

describe('findMetrics', () => {
  const search = parseSearch('Errors');
  const errors = (service: string, more = {}) => metric('Shop', 'Errors', { service, ...more });
  const labels = (...metrics: readonly MetricId[]) => findMetrics(search, metrics).found.map(({ label }) => label);

  test('labels results by what tells them apart', () => {
    expect(labels(errors('pay'), errors('cart'))).toEqual(['cart', 'pay']);
    expect(labels(errors('pay'))).toEqual(['Errors']);
    expect(labels(metric('Shop', 'Errors'), metric('Shop', 'MoreErrors'))).toEqual(['Errors', 'MoreErrors']);
    expect(labels(errors('pay', { az: '1' }), errors('pay', { az: '2' }))).toEqual(['1', '2']);
    expect(labels(errors('pay', { az: '1' }), errors('cart', { az: '2' }))).toEqual(['1 pay', '2 cart']);
  });

  test('the order does not depend on when metrics appeared', () => {
    const metrics = [errors('b'), errors('a'), metric('Zoo', 'Errors'), metric('Shop', 'Errors')];
    expect(findMetrics(search, metrics)).toEqual(findMetrics(search, [...metrics].reverse()));
  });

  test('gives 500 metrics at most, and says how many there are', () => {
    const many = Array.from({ length: 501 }, (_, index) => errors(`s${index}`));
    const { found: first, total } = findMetrics(search, [...many, metric('Shop', 'Requests')]);
    expect([first.length, total]).toEqual([500, 501]);
  });
});
