import {
  ALARM_ROLES,
  moreSevere,
  pages,
  parseAlarmRole,
  parseSeverity,
  SEVERITIES,
} from '../../../lib/core/incident/severity';

test.each([
  ['critical', 'critical'],
  ['HIGH', 'high'],
  [' Medium ', 'medium'],
  ['low', 'low'],
  ['SEV1', 'critical'],
  ['sev2', 'high'],
  ['Sev3', 'medium'],
  ['SEV4', 'low'],
])("'%s' is %s", (text, severity) => {
  expect(parseSeverity(text)).toBe(severity);
});

test.each(['', 'sev0', 'sev5', 'sev', 'urgent', 'constructor', '__proto__', 1, null, undefined, ['high'], { sev: 1 }])(
  '%j is no severity',
  (text) => {
    expect(parseSeverity(text)).toBeUndefined();
  },
);

test('severities are in order, most severe first', () => {
  for (const [rank, severity] of SEVERITIES.entries()) {
    for (const [otherRank, other] of SEVERITIES.entries()) expect(moreSevere(severity, other)).toBe(rank < otherRank);
  }
});

test('critical and high page people, medium and low do not', () => {
  expect(SEVERITIES.filter(pages)).toEqual(['critical', 'high']);
});

test('roles are read by their exact name', () => {
  for (const role of ALARM_ROLES) expect(parseAlarmRole(role)).toBe(role);
  for (const text of ['Page', 'pages', '', 'toString', undefined, null, 1])
    expect(parseAlarmRole(text)).toBeUndefined();
});
