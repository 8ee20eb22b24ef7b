import fc from 'fast-check';
import { readDocument } from '../../../lib/core/trace/segment';
import { readTrace, type Trace, type TraceNode } from '../../../lib/core/trace/trace';
import { order, T0, texts } from './documents';

const NO_PROBLEMS = { unreadable: 0, duplicates: 0, orphans: 0, circular: 0, skewed: 0, dropped: 0 };

/** `api(toOrders(lambda()))`. */
function shape({ roots }: Pick<Trace, 'roots'>): string {
  const told = ({ id, children }: TraceNode): string => `${id}(${children.map(told).join(' ')})`;
  return roots.map(told).join(' ');
}

describe('a trace', () => {
  test('is put together from its documents, in whatever order they come', () => {
    const whole = 'api(toOrders(lambda(orders(post(write(table()) toPay(pay(charge(bank()))))))))';
    const trace = readTrace('1-a', order());
    expect(shape(trace)).toBe(whole);
    expect(shape(readTrace('1-a', order().reverse()))).toBe(whole);
    expect(trace.problems).toEqual(NO_PROBLEMS);
    expect([trace.startMs, trace.endMs]).toEqual([T0, T0 + 100]);
  });

  test('without any documents is empty', () => {
    expect(readTrace('1-a', [])).toEqual({
      id: '1-a',
      roots: [],
      nodes: [],
      startMs: 0,
      endMs: 0,
      problems: NO_PROBLEMS,
    });
  });

  test('takes the finished one of two documents, and each id once', () => {
    const documents = texts({ id: 'a', from: 0, to: 9 }, { id: 'a', from: 0 }, { id: 'a', from: 0, to: 9 });
    const { nodes, problems } = readTrace('1-a', documents);
    expect(nodes.map(({ id, inProgress, endMs }) => [id, inProgress, endMs])).toEqual([['a', false, T0 + 9]]);
    expect(problems).toEqual({ ...NO_PROBLEMS, duplicates: 2 });
    expect(readTrace('1-a', [...documents].reverse()).nodes[0]?.inProgress).toBe(false);
  });

  test('keeps what lost its parent as a root, and counts it', () => {
    const trace = readTrace('1-a', texts({ id: 'b', parent: 'gone', from: 5, to: 6 }, { id: 'a', from: 0, to: 9 }));
    expect(shape(trace)).toBe('a() b()');
    expect(trace.problems.orphans).toBe(1);
  });

  test.each([
    ['of its own parent', [['a', 'a']], 'a()'],
    [
      'of two',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      'a(b())',
    ],
    [
      'beside a root',
      [
        ['r', ''],
        ['a', 'c'],
        ['b', 'a'],
        ['c', 'b'],
      ],
      'r() a(b(c()))',
    ],
    [
      'twice',
      [
        ['a', 'b'],
        ['b', 'a'],
        ['c', 'd'],
        ['d', 'c'],
      ],
      'a(b()) c(d())',
    ],
  ])('cuts a circle %s at its earliest node', (_, parents, expected) => {
    const trace = readTrace(
      '1-a',
      texts(...parents.map(([id = '', parent], from) => ({ id, parent: parent || undefined, from, to: 99 }))),
    );
    expect(shape(trace)).toBe(expected);
    expect(trace.problems.circular).toBe(expected.split(') ').length - (expected.startsWith('r') ? 1 : 0));
  });

  test('leaves what hangs on a circle where it is, also where its clock is behind', () => {
    const tail = Array.from({ length: 50 }, (_, index) => ({
      ...{ id: `t${index}`, parent: index === 0 ? 'a' : `t${index - 1}`, from: 50 - index, to: 99 },
    }));
    const trace = readTrace(
      '1-a',
      texts({ id: 'a', parent: 'b', from: 60, to: 99 }, { id: 'b', parent: 'a', from: 70, to: 99 }, ...tail),
    );
    expect([trace.problems.circular, trace.roots.map(({ id }) => id)]).toEqual([1, ['a']]);
    expect(trace.nodes).toHaveLength(52);
  });

  test('what never ended lasts as long as what it began', () => {
    const documents = texts({
      id: 'a',
      from: 0,
      inside: [{ id: 'b', from: 2, inside: [{ id: 'c', from: 3, to: 40 }] }],
    });
    const { nodes, endMs } = readTrace('1-a', documents);
    expect(nodes.map((node) => [node.id, node.endMs - T0, node.inProgress])).toEqual([
      ['a', 40, true],
      ['b', 40, true],
      ['c', 40, false],
    ]);
    expect(endMs).toBe(T0 + 40);
  });
});

describe('clocks that differ', () => {
  const call = {
    id: 'a',
    from: 100,
    to: 200,
    inside: [{ id: 'call', from: 110, to: 190, more: { namespace: 'remote' } }],
  };
  const times = (trace: Trace) =>
    Object.fromEntries(trace.nodes.map(({ id, startMs, endMs }) => [id, [startMs - T0, endMs - T0]]));

  test('put a segment into the middle of its call, with all it called', () => {
    const slow = {
      id: 'b',
      parent: 'call',
      from: 10,
      to: 50,
      inside: [{ id: 'c', from: 20, to: 40, more: { namespace: 'remote' } }],
    };
    const trace = readTrace('1-a', texts(call, slow, { id: 'd', parent: 'c', from: 22, to: 38 }));
    expect(times(trace)).toMatchObject({ b: [130, 170], c: [140, 160], d: [142, 158] });
    expect(trace.problems.skewed).toBe(1);
  });

  test('align one that is longer than its call at the begin', () => {
    expect(times(readTrace('1-a', texts(call, { id: 'b', parent: 'call', from: 0, to: 200 })))).toMatchObject({
      b: [110, 310],
    });
  });

  test('leave what begins later than its caller ends: it is asynchronous', () => {
    const trace = readTrace('1-a', texts(call, { id: 'b', parent: 'call', from: 500, to: 600 }));
    expect(times(trace)).toMatchObject({ b: [500, 600] });
    expect(trace.problems.skewed).toBe(0);
  });
});

describe('bad documents', () => {
  test.each([
    ['', 1],
    ['null', 1],
    ['[]', 1],
    ['{}', 1],
    ['{"id":"a"}', 1],
    ['{"id":"a","start_time":"1"}', 1],
    ['{"id":"a","start_time":-1}', 1],
    ['{"id":"a","start_time":1e300}', 1],
    ['{"id":["a"],"start_time":1}', 1],
    ['{"id":" ","start_time":1}', 1],
    [`{"id":"a","start_time":1,"x":"${'x'.repeat(1_100_000)}"}`, 1],
    ['{"id":"a","start_time":1,"subsegments":[null,7,{"id":"b"}]}', 3],
  ])('%.60s', (text, unreadable) => {
    expect(readDocument(text).unreadable).toBe(unreadable);
  });

  test('leave the good parts of a segment', () => {
    const text = JSON.stringify({
      ...{ id: 'a', name: 7, start_time: 10, end_time: 5, http: 'none', annotations: [], cause: 'a1b2', fault: 'yes' },
      ...{ parent_id: 9, namespace: 'moon', origin: {}, type: 3 },
    });
    expect(readDocument(text)).toEqual({
      unreadable: 0,
      segments: [
        {
          ...{ id: 'a', name: 'unknown', type: 'segment', startMs: 10_000, endMs: 10_000, inProgress: false },
          ...{ inferred: false, fault: false, error: false, throttle: false },
        },
      ],
    });
  });

  test('tell the request without its query, and the cause in one line', () => {
    const http = { request: { method: 'POST', url: 'https://a.example/b?secret=1#x' }, response: { status: 503 } };
    const cause = { exceptions: [{ type: 'E', message: 'm'.repeat(1_000) }] };
    const [segment] = readDocument(JSON.stringify({ id: 'a', name: 'n', start_time: 1, http, cause })).segments;
    expect(segment).toMatchObject({ request: 'POST https://a.example/b', status: 503 });
    expect(segment?.cause).toBe(`E: ${'m'.repeat(250)}`);
  });

  test('whatever names there are, objects keep their prototypes', () => {
    const documents = ['__proto__', 'constructor', 'toString'].map((id, index) =>
      JSON.stringify({
        id,
        name: id,
        start_time: index + 1,
        end_time: 9,
        parent_id: index > 0 ? '__proto__' : undefined,
        annotations: { service: id },
      }),
    );
    expect(shape(readTrace('1-a', documents))).toBe('__proto__(constructor() toString())');
    expect(({} as Record<string, unknown>).service).toBeUndefined();
  });

  test('nested far deeper than a stack, what is too deep is dropped', () => {
    const depth = 15_000;
    const open = Array.from(
      { length: depth },
      (_, index) => `{"id":"${index}","name":"n","start_time":1,"end_time":2,"subsegments":[`,
    );
    const { nodes, problems } = readTrace('1-a', [open.join('') + ']}'.repeat(depth)]);
    expect(nodes).toHaveLength(200);
    expect(problems).toEqual({ ...NO_PROBLEMS, dropped: depth - 200 });
  });

  test('more nodes than a trace can have are dropped', () => {
    const inner = Array.from({ length: 25_000 }, (_, index) => `{"id":"n${index}","start_time":1}`);
    const documents = [0, 1].map(
      (half) =>
        `{"id":"r${half}","start_time":1,"subsegments":[${inner.slice(half * 12_500, half * 12_500 + 12_500)}]}`,
    );
    expect(readTrace('1-a', documents).problems.dropped).toBe(5_002);
  });

  test('whatever is sent, each node is in the tree once, below its parent', () => {
    const segment = fc.record(
      {
        id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        parent_id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        start_time: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.anything()),
        end_time: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.anything()),
        type: fc.constantFrom('subsegment', 'segment'),
        subsegments: fc.anything(),
        annotations: fc.anything(),
        http: fc.anything(),
        cause: fc.anything(),
      },
      { requiredKeys: ['id', 'start_time'] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(segment, fc.anything()), { maxLength: 12 }), (all) => {
        const { roots, nodes } = readTrace(
          '1-a',
          all.flatMap((one) => JSON.stringify(one, (_, value) => (typeof value === 'bigint' ? 1 : value)) ?? []),
        );
        const inTree: TraceNode[] = [];
        const walk = (node: TraceNode) => {
          inTree.push(node);
          for (const child of node.children) {
            expect(child.parent).toBe(node);
            walk(child);
          }
        };
        roots.forEach(walk);
        expect(inTree).toHaveLength(nodes.length);
        expect(new Set(inTree)).toEqual(new Set(nodes));
        expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
        for (const { startMs, endMs } of nodes) expect(endMs).toBeGreaterThanOrEqual(startMs);
      }),
    );
  });
});
