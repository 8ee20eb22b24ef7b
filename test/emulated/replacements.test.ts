import { replacementsIn } from './deployment';

/** As `cdk diff` writes it; the first two come of a change to the keys of the hub's table. */
const REPLACED = '[~] AWS::DynamoDB::Table Incidents/Table IncidentsTable7D5FD327 replace';
const BECAUSE = ' └─ [~] KeySchema (requires replacement)';
const PERHAPS = '[~] AWS::Lambda::Permission Api/Permission ApiPermission1C0 may be replaced';

test('finds the resources that a diff replaces, or may replace, and no others', () => {
  const diff = [
    'Stack SightlineIncidents (aws://000000000000/us-east-1)',
    '[~] AWS::SSM::Parameter Incidents/Config IncidentsConfigAEE15B94',
    '     └─ [+] {"runbook":"replace the disk","note":"requires replacement of the disk"}',
    REPLACED,
    BECAUSE,
    PERHAPS,
    '[+] AWS::CloudWatch::Alarm Fast/Replace FastReplace5B07E718',
  ];
  expect(replacementsIn(diff.join('\n'))).toEqual([REPLACED, BECAUSE, PERHAPS]);
  expect(replacementsIn('')).toEqual([]);
});
