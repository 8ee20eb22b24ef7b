import * as fc from 'fast-check';
import {
  AlarmRuleError,
  alarmNameOf,
  evaluateAlarmRule,
  evaluationOrder,
  findAlarmRuleCycles,
  parseAlarmRule,
} from '../../../lib/core/alarm/composite';
import type { AlarmState } from '../../../lib/core/incident/incident';
import { anyCharacter } from '../../any-character';
import corpus from './composite-cases.json';

const STATES: AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

function refusal(rule: string, states: Record<string, AlarmState> = {}): AlarmRuleError {
  try {
    evaluateAlarmRule(rule, states);
  } catch (error) {
    if (error instanceof AlarmRuleError) return error;
    throw error;
  }
  throw new Error(`'${rule}' was accepted`);
}

describe('rules', () => {
  const states = corpus.states as Record<string, AlarmState>;
  test.each(corpus.cases)('$rule is $expect', ({ rule, expect: expected }) => {
    expect(evaluateAlarmRule(rule, states)).toBe(expected);
  });

  test.each(corpus.invalid)('refuses $rule at column $column', ({ rule, column, says }) => {
    const error = refusal(rule, states);
    expect(error.column).toBe(column);
    expect(error.message).toContain(says);
  });

  test('lists each child once, as written, without quotes', () => {
    const rule = parseAlarmRule('ALARM(b) OR AT_LEAST(1, OK, ("a \\"x\\"", b)) AND OK(arn:aws:cloudwatch:r:1:alarm:c)');
    expect(rule.children).toEqual(['b', 'a "x"', 'arn:aws:cloudwatch:r:1:alarm:c']);
  });

  test('reads the name out of an ARN of any partition', () => {
    expect(alarmNameOf('arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:a:b')).toBe('a:b');
    expect(alarmNameOf('arn of alarm')).toBe('arn of alarm');
  });
});

describe('alarms without a state', () => {
  test('are an error that names the known ones close to it', () => {
    const error = refusal('OK(Errors) OR ALARM(Latncy)', { Errors: 'OK', Latency: 'OK' });
    expect(error.column).toBe(21);
    expect(error.message).toContain("there is no alarm 'Latncy'; did you mean 'Latency'?");
  });

  test('are an error even where they could not change the answer, and where the name is one of Object', () => {
    expect(refusal('TRUE OR ALARM(constructor)').message).toContain("there is no alarm 'constructor'");
    expect(() => parseAlarmRule('TRUE OR ALARM(A)').evaluate(() => undefined)).toThrow(AlarmRuleError);
  });
});

describe('limits', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);

  test('a rule may name 100 alarms', () => {
    const rule = (count: number) => `AT_LEAST(1, OK, (${names(count).join(',')}))`;
    expect(parseAlarmRule(rule(100)).children).toHaveLength(100);
    expect(refusal(rule(101)).message).toContain('more than 100 child alarms');
  });

  test('an alarm named again is an element, not another child', () => {
    const rule = [...names(100), ...names(100)].map((child) => `OK(${child})`).join(' OR ');
    expect(parseAlarmRule(rule).children).toEqual(names(100));
    expect(refusal(Array(501).fill('OK(a)').join(' OR ')).message).toContain('more than 500 elements');
  });

  test('a rule may have 500 elements, a pair of brackets being one', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}TRUE${')'.repeat(depth)}`;
    expect(evaluateAlarmRule(nested(499), {})).toBe(true);
    expect(refusal(nested(500)).message).toContain('more than 500 elements');
  });

  test('a rule may have 10,240 characters', () => {
    expect(evaluateAlarmRule('TRUE'.padEnd(10_240), {})).toBe(true);
    expect(refusal('TRUE'.padEnd(10_241)).message).toContain('10241 characters');
  });

  test('thousands of NOT do not exhaust the stack', () => {
    expect(evaluateAlarmRule(`${'NOT '.repeat(2_500)}TRUE`, {})).toBe(true);
  });
});

type Tree =
  | { kind: 'leaf'; state: AlarmState; name: string }
  | { kind: 'literal'; value: boolean }
  | { kind: 'not'; of: Tree }
  | { kind: 'AND' | 'OR'; of: Tree[] }
  | { kind: 'atLeast'; state: AlarmState; negated: boolean; names: string[]; amount: number; percent: boolean };

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', '"', '\\', ' ', '(', ')', ',', '%', '\n') }),
  fc.constantFrom('AND', 'TRUE', 'é', 'arn:aws:cloudwatch:r:1:alarm:x y'),
);
const state = fc.constantFrom(...STATES);
const tree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('leaf' as const), state, name }),
    fc.record({ kind: fc.constant('literal' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('AND' as const, 'OR' as const),
      of: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
    fc
      .record({
        state,
        negated: fc.boolean(),
        names: fc.uniqueArray(name, { minLength: 1, maxLength: 7 }),
        part: fc.integer({ min: 0, max: 99 }),
        percent: fc.boolean(),
      })
      .map(({ part, percent, ...rest }) => ({
        ...rest,
        kind: 'atLeast' as const,
        percent,
        amount: percent ? part + 1 : 1 + (part % rest.names.length),
      })),
  ),
})).tree;

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const RANK = { OR: 0, AND: 1, not: 2, leaf: 3, literal: 3, atLeast: 3 };

/** Brackets only where the precedence NOT > AND > OR needs them. */
function print(node: Tree): string {
  const inner = (child: Tree) => (RANK[child.kind] < RANK[node.kind] ? `(${print(child)})` : print(child));
  if (node.kind === 'leaf') return `${node.state}(${quote(node.name)})`;
  if (node.kind === 'literal') return String(node.value).toUpperCase();
  if (node.kind === 'not') return `NOT ${inner(node.of)}`;
  if (node.kind !== 'atLeast') return node.of.map(inner).join(` ${node.kind} `);
  const threshold = `${node.amount}${node.percent ? '%' : ''}`;
  return `AT_LEAST(${threshold},${node.negated ? 'NOT ' : ''}${node.state},(${node.names.map(quote).join(',')}))`;
}

function meaning(node: Tree, states: Record<string, AlarmState>): boolean {
  if (node.kind === 'leaf') return states[node.name] === node.state;
  if (node.kind === 'literal') return node.value;
  if (node.kind === 'not') return !meaning(node.of, states);
  if (node.kind !== 'atLeast') {
    const holding = node.of.filter((child) => meaning(child, states)).length;
    return node.kind === 'AND' ? holding === node.of.length : holding > 0;
  }
  const count = node.names.filter((child) => (states[child] === node.state) === !node.negated).length;
  return node.percent ? count * 100 >= node.amount * node.names.length : count >= node.amount;
}

function namesIn(node: Tree): string[] {
  if (node.kind === 'leaf') return [node.name];
  if (node.kind === 'literal') return [];
  if (node.kind === 'atLeast') return node.names;
  return (node.kind === 'not' ? [node.of] : node.of).flatMap(namesIn);
}

describe('any rule', () => {
  test('printed and parsed means the same and names the same alarms', () => {
    const property = fc.property(tree, fc.infiniteStream(state), (node, stream) => {
      const children = [...new Set(namesIn(node))];
      fc.pre(children.length <= 100);
      const states = Object.fromEntries(children.map((child) => [child, stream.next().value as AlarmState]));
      const rule = print(node);
      expect(parseAlarmRule(rule).children).toEqual(children);
      expect(evaluateAlarmRule(rule, states)).toBe(meaning(node, states));
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  test('that is no rule is refused with a place in it, never by another error', () => {
    const token = fc.constantFrom(
      ...'( ) , " \\" AND OR NOT TRUE ALARM OK AT_LEAST INSUFFICIENT_DATA a 2 50%'.split(' '),
      ' ',
    );
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join('')),
      fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(' ')),
    );
    const property = fc.property(text, (rule) => {
      try {
        expect(parseAlarmRule(rule).text).toBe(rule);
      } catch (error) {
        expect(error).toBeInstanceOf(AlarmRuleError);
        expect((error as AlarmRuleError).column).toBeGreaterThanOrEqual(1);
        expect((error as AlarmRuleError).column).toBeLessThanOrEqual(rule.length + 1);
      }
    });
    fc.assert(property, { numRuns: 3_000 });
  });
});

describe('composites of composites', () => {
  const rules = (graph: Record<string, string[]>) =>
    new Map(Object.entries(graph).map(([parent, children]) => [parent, { children }]));

  test('are ordered children first, metric alarms left out', () => {
    expect(evaluationOrder(rules({ top: ['mid', 'metric'], mid: ['low'], low: ['metric'], other: [] }))).toEqual([
      'low',
      'other',
      'mid',
      'top',
    ]);
  });

  test('are not evaluated on a cycle or above one, while those below are', () => {
    const graph = rules({ above: ['a'], a: ['b'], b: ['a', 'below'], below: ['metric'] });
    expect(evaluationOrder(graph)).toEqual(['below']);
    expect(findAlarmRuleCycles(graph)).toEqual([['a', 'b']]);
  });

  test('a rule on itself is a cycle, by ARN too', () => {
    expect(findAlarmRuleCycles(rules({ a: ['arn:aws:cloudwatch:r:1:alarm:a'] }))).toEqual([['a']]);
  });

  test('each of several cycles is shown', () => {
    const graph = rules({ a: ['c', 'b'], b: ['a'], c: ['d'], d: ['c'], e: ['a', 'e'] });
    expect(findAlarmRuleCycles(graph)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  test('a chain of ten thousand is ordered', () => {
    const chain = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`a${index}`, [`a${index + 1}`]]));
    expect(evaluationOrder(rules(chain))[0]).toBe('a9999');
    expect(findAlarmRuleCycles(rules(chain))).toEqual([]);
  });

  test('cycles shown are real, and every alarm is ordered, on a shown cycle or reaches one', () => {
    const node = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    fc.assert(
      fc.property(fc.dictionary(node, fc.array(node, { maxLength: 3 })), (graph) => {
        const map = rules(graph);
        const order = evaluationOrder(map);
        const cycles = findAlarmRuleCycles(map);
        for (const cycle of cycles) {
          cycle.forEach((member, index) => {
            expect(graph[member]).toContain(cycle[(index + 1) % cycle.length]);
          });
        }
        order.forEach((parent, index) => {
          for (const child of graph[parent] ?? []) if (child in graph) expect(order.slice(0, index)).toContain(child);
        });
        const members = new Set(cycles.flat());
        for (const parent of Object.keys(graph)) {
          expect(order.includes(parent)).toBe(!reaches(parent, members, graph));
        }
      }),
    );
  });

  function reaches(start: string, goal: ReadonlySet<string>, graph: Record<string, string[]>): boolean {
    const seen = [start];
    for (const name of seen) for (const child of graph[name] ?? []) if (!seen.includes(child)) seen.push(child);
    return seen.some((name) => goal.has(name));
  }
});
