import { StdoutLog } from '../../../lib/adapters/aws/stdout-log';

const T0 = 1_800_000_000_000;

function recorded() {
  const lines: string[] = [];
  return { lines, options: { now: () => T0, write: (line: string) => void lines.push(line) } };
}

const broken = {
  now: () => T0,
  write: () => {
    throw new Error('EPIPE');
  },
};

describe('log lines', () => {
  test('are one JSON object each, with time, level, message and fields', () => {
    const { lines, options } = recorded();
    const log = new StdoutLog(options);
    log.info('page sent', { incidentId: 'i-1' });
    log.warn('slow\nchannel');
    log.error('gone', { error: new TypeError('no topic'), bytes: 12n });
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { timestamp: '2027-01-15T08:00:00.000Z', level: 'INFO', message: 'page sent', incidentId: 'i-1' },
      { level: 'WARN', message: 'slow\nchannel' },
      { level: 'ERROR', error: { name: 'TypeError', message: 'no topic' }, bytes: '12' },
    ]);
  });

  test('keep their head whatever the fields are called', () => {
    const { lines, options } = recorded();
    new StdoutLog(options).info('joined', { level: 3, message: 'other', timestamp: 0 });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      timestamp: '2027-01-15T08:00:00.000Z',
      level: 'INFO',
      message: 'joined',
    });
  });

  test('survive fields that are no JSON, and an output that is closed', () => {
    const { lines, options } = recorded();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    new StdoutLog(options).error('circular', circle);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'ERROR', message: 'circular' });
    expect(() => new StdoutLog(broken).info('lost')).not.toThrow();
  });
});
