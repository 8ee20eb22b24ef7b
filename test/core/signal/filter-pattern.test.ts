import * as fc from 'fast-check';
import { compileFilterPattern, FilterPatternError } from '../../../lib/core/signal/filter-pattern';
import vectors from '../../vectors/filter-patterns.json';

function matches(pattern: string, message: string): boolean {
  return compileFilterPattern(pattern).match(message) !== undefined;
}

interface Vector {
  readonly id: number;
  readonly source?: string;
  readonly pattern: string;
  readonly message?: string;
  readonly match?: boolean;
  readonly invalid?: boolean;
}

describe('the vectors taken from the AWS documentation', () => {
  test.each(vectors.cases as Vector[])('case $id: $pattern', ({ pattern, message, match, invalid }) => {
    if (invalid) expect(() => compileFilterPattern(pattern)).toThrow(FilterPatternError);
    else expect(matches(pattern, message ?? '')).toBe(match);
  });
});

describe('terms', () => {
  test('all terms must be there, in any case-sensitive place', () => {
    expect(matches('ERROR ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS')).toBe(true);
    expect(matches('ERROR ARGUMENTS', '[ERROR 400] BAD REQUEST')).toBe(false);
    expect(matches('Exception', 'InvalidQueryException')).toBe(true);
    expect(matches('ERROR', 'an error')).toBe(false);
  });

  test('optional terms count alone, and are ignored beside included or excluded terms', () => {
    expect(matches('?ERROR ?"time out"', 'a time out')).toBe(true);
    expect(matches('?ERROR ?WARN', 'INFO')).toBe(false);
    expect(matches('?ERROR REQUEST', 'REQUEST')).toBe(true);
    expect(matches('?ERROR -REQUEST', 'fine')).toBe(true);
  });

  test('a phrase is taken as it is, with \\" for a quote in it', () => {
    expect(matches('"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR')).toBe(true);
    expect(matches('"INTERNAL SERVER ERROR"', 'ERROR OF INTERNAL SERVER')).toBe(false);
    expect(matches('"say \\"hi\\" \\\\o/"', 'say "hi" \\o/')).toBe(true);
    expect(matches('-"bad news"', 'bad news')).toBe(false);
    expect(matches('"ERROR" - "Exiting"', 'Exiting with ERRORCODE: -1')).toBe(false);
  });

  test('an empty pattern and blank phrases match everything', () => {
    for (const pattern of ['', '   ', '""', '" "']) expect(matches(pattern, 'oneword')).toBe(true);
  });
});

describe('regular expressions', () => {
  test.each([
    ['%^[hc]at%', 'hat trick', true],
    ['%^[hc]at%', 'a hat', false],
    ['%colou?r%', 'color', true],
    ['%colou?r%', 'colour', true],
    ['%^a{3, 5}$%', 'aaaa', true],
    ['%^a{3,5}$%', 'aaaaaa', false],
    ['%^a{,2}$%', '', true],
    ['%^a{2,}b{2}$%', 'aaaabb', true],
    ['%^starting|^initializing|^shutting down%', 'shutting down now', true],
    ['%^starting|^initializing|^shutting down%', 'skipping initializing', false],
    ['%abcc|ab[^c]$%', 'aba', true],
    ['%abcc|ab[^c]$%', 'aac', false],
    ['%\\[.\\]%', 'value []] here', true],
    ['%ab[0-9]*%', 'ab129', true],
    ['%ab+c%', 'ac', false],
    ['%.at%', ' at', true],
    ['%^.$%', '\u{1F600}', true],
    ['%\\s%', 'a\tb', true],
    ['%^\\S+$%', 'a b', false],
    ['%^\\w+$%', 'a_9', true],
    ['%\\W%', 'a_9', false],
    ['%\\x28%', 'f(x)', true],
    ['%[\\d.-]+%', 'v1.2-3', true],
    ['%^[]%', '', undefined],
    ['%}$%', '{"Message": Success}', true],
    ['%a\\-b%', 'a-b', true],
    ['%\\\\%', 'back\\slash', true],
    ['%^[a-]$%', '-', true],
  ])('%s on %j', (pattern, message, expected) => {
    if (expected === undefined) expect(() => compileFilterPattern(pattern)).toThrow(FilterPatternError);
    else expect(matches(pattern, message)).toBe(expected);
  });

  test.each([
    '%(ab)+%',
    '%\\p%',
    '%\\(%',
    '%\\!%',
    '%%',
    '%abc',
    '%a{3,%',
    '%a{5,3}%',
    '%*a%',
    '%a**%',
    '%a+?%',
    '%[z-a]%',
    '%a|%',
    '%^*%',
    '%[a%',
    '%\\xZZ%',
    '%\\x80%',
    '%a% ERROR',
    '%a{999}{2}%',
    '%a{,}%',
    '%a{5000}%',
    '%a>b%',
  ])('%s is refused', (pattern) => expect(() => compileFilterPattern(pattern)).toThrow(FilterPatternError));

  test('agree with JavaScript on the subset they share', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w');
    const item = fc
      .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{2,}'))
      .map((pair) => pair.join(''));
    const sequence = fc.tuple(
      fc.constantFrom('', '^'),
      fc.array(item, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '$'),
    );
    const source = fc
      .array(sequence, { minLength: 1, maxLength: 3 })
      .map((all) => all.map(([from, items, to]) => from + items.join('') + to).join('|'));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '-'), maxLength: 8 });
    fc.assert(
      fc.property(source, text, (regex, message) => {
        expect(matches(`%${regex}%`, message)).toBe(new RegExp(regex, 's').test(message));
      }),
      { numRuns: 500 },
    );
  });
});

describe('JSON patterns', () => {
  const event = JSON.stringify({
    eventType: 'UpdateTrail',
    sourceIPAddress: '111.111.111.111',
    arrayKey: ['value', 'another value'],
    objectList: [
      { name: 'a', id: 1 },
      { name: 'b', id: 2 },
    ],
    coordinates: [
      [0, 1, 2],
      [4, 5, 6],
    ],
    SomeObject: null,
    ThisFlag: true,
    count: 3,
    text: '3',
    ratio: 0.5,
    'cluster.name': 'c',
    user: { id: 1 },
  });

  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ['{$.eventType=UpdateTrail}', true],
    ['{ $.eventType = "update*" }', false],
    ['{ $.eventType = Up*Tr*l }', true],
    ['{ $.eventType = %Trail% }', true],
    ['{ $.eventType != %Trail% }', false],
    ['{ $.sourceIPAddress != 111.111.* }', false],
    ['{ $.arrayKey[1] = "another*" }', true],
    ['{ $.arrayKey[2] = "*" }', false],
    ['{ $.arrayKey[*] = "another value" }', true],
    ['{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }', true],
    ['{ $.objectList[*].id = 2 }', true],
    ['{ $.objectList[1].name = b && $.coordinates[1][2] = 6 }', true],
    ['{ $.[\'cluster.name\'] = "c" }', true],
    ["{ $.user['id'] = 1 }", true],
    ['{ $.SomeObject IS NULL }', true],
    ['{ $.SomeOtherObject IS NULL }', false],
    ['{ $.SomeOtherObject NOT EXISTS }', true],
    ['{ $.SomeObject NOT EXISTS }', false],
    ['{ $.objectList[*].size NOT EXISTS }', true],
    ['{ $.ThisFlag IS TRUE }', true],
    ['{ $.ThisFlag IS FALSE }', false],
    ['{ $.ThisFlag = true }', false],
    ['{ $.SomeObject = "*" }', false],
    ['{ $.missing != x }', false],
    ['{ $.arrayKey = value }', false],
    ['{ $.arrayKey != value }', false],
    ['{ $.user != x }', false],
    ['{ $.count = 3.0 && $.count >= +3 && $.count <= 3e0 && $.count > 2.9 && $.count < 300e-2 }', false],
    ['{ $.count = 3.0 && $.count >= +3 && $.count <= 3e0 && $.count > 2.9 && $.count < 301e-2 }', true],
    ['{ $.count = "3" }', true],
    ['{ $.count = 3* }', true],
    ['{ $.text = 3 }', true],
    ['{ $.text > 2 }', true],
    ['{ $.eventType > 2 }', false],
    ['{ $.eventType != 2 }', true],
    ['{ $.ratio > .4 && $.ratio > -1 }', true],
    ['{ $.user.id = 2 || $.count = 3 && $.text = 3 }', true],
    ['{ ($.count = 3 || $.user.id = 1) && $.text = 4 }', false],
    ['{ (($.count = 3)) }', true],
    ['{ $.constructor NOT EXISTS && $.__proto__ NOT EXISTS && $.toString NOT EXISTS }', true],
  ])('%s: %s', (pattern, expected) => expect(matches(pattern, event)).toBe(expected));

  test('only a message that is one JSON object matches', () => {
    for (const message of ['', 'x', '[1]', '"a"', 'null', '{"a":1} x', 'INFO {"a":1}']) {
      expect(matches('{ $.b NOT EXISTS }', message)).toBe(false);
    }
    expect(matches('{ $.b NOT EXISTS }', ' {"a":1}\n')).toBe(true);
  });

  test('own members called like inherited ones are found', () => {
    expect(matches('{ $.__proto__.a = 1 }', '{"__proto__":{"a":1}}')).toBe(true);
  });

  test('a match reads any selector, and extracts nothing by itself', () => {
    const match = compileFilterPattern('{ $.count = 3 }').match(event);
    expect(match?.fields).toEqual({});
    expect(match?.value('$.objectList[1].id')).toBe('2');
    expect(match?.value("$.['cluster.name']")).toBe('c');
    expect(match?.value('$.ThisFlag')).toBe('true');
    for (const nothing of [
      '$.missing',
      '$.SomeObject',
      '$.user',
      '$.arrayKey',
      '$.arrayKey[*]',
      '$.',
      '$count',
      '',
      '$.__proto__',
    ]) {
      expect(match?.value(nothing)).toBeUndefined();
    }
  });

  test.each([
    ['{ $.a = }', 9, 'a number'],
    ['{ $.a }', 7, 'one of >='],
    ['{ $.a = 1', 10, '}'],
    ['{ $.a = 1 } trailing', 13, 'nothing may follow'],
    ['{ a = 1 }', 3, 'a selector'],
    ['{ $.a == 1 }', 8, 'double quotes'],
    ['{ $.a = 1 && }', 14, 'a selector'],
    ['{ ($.a = 1 }', 12, ')'],
    ['{ $.a IS MAYBE }', 10, 'IS NULL'],
    ['{ $.a IS NOT NULL }', 10, 'IS NULL'],
    ['{ $.a EXISTS }', 14, 'NOT EXISTS'],
    ['{ $.a[x] = 1 }', 6, '[0]'],
    ['{ $.x[99999999999999999999] = 1 }', 6, '[0]'],
    ['{ $.a = "unterminated }', 9, 'end the string'],
    ['{ $.a > "text" }', 9, 'only = or !='],
    ['{ $.a = b@c }', 10, '&&'],
    ['{ $a = 1 }', 4, 'as in $.name'],
    ['{ $.a[*].b[*] = 1 }', 3, 'wildcard'],
    ['{ $.a[*]=1 || $.b[*]=1 || $.c[*]=1 || $.d[*]=1 }', 39, 'wildcard'],
    ['{ $.a = %x% || $.b = %y% || $.c = %z% }', 35, 'a pattern may have 2'],
  ])('%s is refused at column %i', (pattern, column, allowed) => {
    expect(() => compileFilterPattern(pattern)).toThrow(
      expect.objectContaining({ column, message: expect.stringContaining(allowed) }),
    );
  });
});

describe('space-delimited patterns', () => {
  const access = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

  test.each([
    ['[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]', true],
    ['[..., request =*.html*, status_code = 4*, bytes]', true],
    ['[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]', true],
    ['[..., status_code >= 400 && status_code < 500, bytes > 1000]', true],
    ['[..., bytes > 2000]', false],
    ['[..., (status_code = 1 || status_code = 404) && status_code != 405, bytes]', true],
    ['[..., request = "GET /index.html HTTP/1.0", status_code, bytes]', true],
    ['[ip, ..., bytes = 1534]', true],
    ['[ip, user = Prod, ...]', true],
    ['[ip, user, rest = "frank*1534"]', true],
    ['[w1 = "127.0.0.1"]', false],
    ['[,, name = frank, rest]', true],
    ['[a, b, c, d, e, f, g, h]', false],
    ['[a, b, c, d, e, f, g, h, ...]', false],
    ['[a, b, c, d, e, f, g, ...]', true],
    ['[]', true],
    ['[...]', true],
    ['[user_agent != %Firefox%]', true],
  ])('%s: %s', (pattern, expected) => expect(matches(pattern, access)).toBe(expected));

  test('fields are extracted by name, unnamed ones by number, without quotes and brackets', () => {
    expect(compileFilterPattern('[..., request=*.html*, status_code=4*,]').match(access)?.fields).toEqual({
      $1: '127.0.0.1',
      $2: 'Prod',
      $3: 'frank',
      $4: '10/Oct/2000:13:25:15 -0700',
      $request: 'GET /index.html HTTP/1.0',
      $status_code: '404',
      $7: '1534',
    });
    expect(Object.keys(compileFilterPattern('[]').match(access)?.fields ?? {})).toHaveLength(7);
  });

  test('the last field takes the rest of the line', () => {
    const match = compileFilterPattern('[ip, user, rest]').match(`${access} \n`);
    expect(match?.value('$rest')).toBe('frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534');
    expect(matches('[w1=ERROR, w2]', 'ERROR')).toBe(false);
  });

  test('a match reads named fields and any field by number', () => {
    const match = compileFilterPattern('[..., status, bytes]').match(access);
    expect(match?.value('$bytes')).toBe('1534');
    expect(match?.value('$2')).toBe('Prod');
    for (const nothing of ['$missing', '$8', '$0', '$.bytes', 'bytes', '$constructor']) {
      expect(match?.value(nothing)).toBeUndefined();
    }
  });

  test.each([
    ['a "b c"d e', ['a', '"b c"d', 'e']],
    ['[e]: [f ""', ['[e]:', '[f', '']],
    ['"a b', ['"a', 'b']],
  ])('%s splits into %j: quotes and brackets are dropped only around a whole field', (message, fields) => {
    expect(Object.values(compileFilterPattern('[]').match(message)?.fields ?? {})).toEqual(fields);
  });

  test.each([
    ['[a, ..., b, ..., c]', 13],
    ['[a, a]', 5],
    ['[a = ]', 6],
    ['[a, b', 6],
    ['[a, b] trailing', 8],
    ['[a = 1 ||]', 10],
    ['[1a]', 2],
    ['[a, b=x || c=y]', 12],
    ['[w1!=ERROR AND w1!=WARNING, w2]', 12],
    ['[w1=ERROR && || w1=WARNING, w2]', 14],
    ['[w1==ERROR || w1!=WARNING, w2]', 5],
    ['[a=%x%, b=%y%, c=%z%]', 18],
  ])('%s is refused at column %i', (pattern, column) => {
    expect(() => compileFilterPattern(pattern)).toThrow(expect.objectContaining({ column }));
  });
});

describe('any input', () => {
  const hard = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '$',
        '.',
        '*',
        '%',
        '"',
        '\\',
        '?',
        '-',
        '=',
        '!',
        '<',
        '&',
        '|',
        '(',
        ')',
        ',',
        'a',
        '1',
        ' ',
      ),
    }),
  );

  test('compiles or is refused with a FilterPatternError; matching never throws', () => {
    fc.assert(
      fc.property(hard, fc.oneof(hard, fc.json()), (text, message) => {
        try {
          compileFilterPattern(text).match(message)?.value(text);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterPatternError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a quoted literal matches every message that contains it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string(), (literal, around) => {
        const pattern = `"${literal.replace(/[\\"]/g, '\\$&')}"`;
        expect(matches(pattern, around + literal + around)).toBe(true);
        expect(matches(`-${pattern}`, literal)).toBe(literal.trim() === '');
      }),
    );
  });

  test('a JSON pattern made from a value matches that value', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\w-]{1,9}$/),
        fc.oneof(fc.string({ maxLength: 99 }), fc.integer()),
        (name, value) => {
          const literal = typeof value === 'number' ? String(value) : `"${value.replace(/[\\"]/g, '\\$&')}"`;
          expect(matches(`{ $.${name} = ${literal} }`, JSON.stringify({ [name]: value }))).toBe(true);
        },
      ),
    );
  });

  test('a pattern of more than 1,024 characters is refused', () => {
    expect(() => compileFilterPattern('('.repeat(100_000))).toThrow('at most 1024');
  });

  test('hostile patterns and messages take no more than one pass', () => {
    const long = 'a'.repeat(200_000);
    expect(matches(`%${'a*'.repeat(200)}b%`, long.slice(0, 50_000))).toBe(false);
    expect(matches('%^.{0,200}x%', long)).toBe(false);
    expect(matches(`{ $.a = "${'*a'.repeat(400)}*b" }`, JSON.stringify({ a: long }))).toBe(false);
    expect(matches('[..., last = b]', 'a '.repeat(100_000))).toBe(false);
    expect(matches('[a, b]', '" [ '.repeat(50_000))).toBe(true);
    expect(matches('{ $.a.b = 1 }', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)).toBe(false);
    expect(matches(`{ ${'('.repeat(450)}$.a = 1${')'.repeat(450)} }`, '{"a":1}')).toBe(true);
  });
});
