/** What moto does not do, or does unlike AWS. Each is proved by `contracts/not-on-moto.test.ts`: moto may have learnt it. */
export interface NotOnMoto {
  /** Service and operation. */
  readonly call: string;
  readonly reason: string;
  readonly instead: string;
}

export const NOT_ON_MOTO: readonly NotOnMoto[] = [
  {
    call: 'cloudwatch:GetMetricData with metric math',
    reason: 'it answers no values for an expression that is more than an id',
    instead: 'test/adapters/aws/slo-series.test.ts says what is asked; rehearsal computes it',
  },
  {
    call: 'cloudwatch:GetMetricData by namespace',
    reason: 'of metrics with dimensions it looks at their names alone',
    instead: 'the tests give each metric a name of its own',
  },
  {
    call: 'logs:StartQuery with filter and stats',
    reason: 'it knows fields, sort and limit only',
    instead: 'test/adapters/aws/trace-sinks.test.ts says what is asked',
  },
  {
    call: 'xray:GetTraceSummaries with a filter',
    reason: 'it has no filter expressions',
    instead: 'test/adapters/aws/xray-evidence.test.ts says what is asked',
  },
  {
    call: 'xray:GetServiceGraph',
    reason: 'its graph is always empty',
    instead: 'test/adapters/aws/xray-traces.test.ts says what is asked',
  },
  {
    call: 'ssm:StartAutomationExecution',
    reason: 'it has no Automation',
    instead: 'test/adapters/aws/automation.test.ts says what is asked',
  },
  {
    call: 'dynamodb:PutItem of half a surrogate pair',
    reason: 'it fails, and so do transactions in parallel, which DynamoDB takes',
    instead: 'the stores are tried on DynamoDB Local, which is of AWS (npm run test:slow)',
  },
  {
    call: 'any call that is throttled, fails or gets no answer',
    reason: 'moto always answers',
    instead: 'a proxy before it throttles in the words of AWS, fails, loses answers and hangs',
  },
];
