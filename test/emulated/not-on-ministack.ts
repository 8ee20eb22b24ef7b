/** What MiniStack's CloudFormation refuses or misunderstands, and the harness leaves out of the templates it deploys. */
export interface NotOnMiniStack {
  /** CloudFormation resource type. */
  readonly type: string;
  /** Top-level property that is left out of the type's resources. @default - the resources are left out */
  readonly property?: string;
  /** Of the resources, only those with this top-level property are left out. @default - all are */
  readonly withProperty?: string;
  readonly reason: string;
}

/**
 * Each entry must be used by the deployed app: one that leaves nothing out fails the test. In this order: composite alarms
 * refer to alarms with metric math.
 */
export const NOT_ON_MINISTACK: readonly NotOnMiniStack[] = [
  { type: 'AWS::Logs::MetricFilter', reason: 'CloudFormation there does not know the type' },
  { type: 'AWS::CloudWatch::CompositeAlarm', reason: 'CloudFormation there does not know the type' },
  {
    type: 'AWS::CloudWatch::Alarm',
    withProperty: 'Metrics',
    reason: 'CloudFormation there refuses metric math, and so most alarms on objectives',
  },
  {
    type: 'AWS::Logs::SubscriptionFilter',
    property: 'FilterPattern',
    reason:
      'it takes each word of a pattern for one that must be there, ours are alternatives; every line is delivered',
  },
];

/** What MiniStack does not do, or does in another way, and what the tests do in its place. */
export interface StandIn {
  readonly what: string;
  readonly instead: string;
}

export const STAND_INS: readonly StandIn[] = [
  {
    what: 'Alarms send no events to EventBridge, and look at no dimensions, missing data or M of N',
    instead: 'the test sets states, or takes those that MiniStack sets, and puts the documented event on the bus',
  },
  { what: 'Lines in embedded metric format stay lines', instead: 'metrics come through the publish queue' },
  {
    what: 'Names of function URLs and APIs lead nowhere on this machine',
    instead: 'the same URLs are asked by the paths `/_aws/lambda-url` and `/_aws/execute-api`',
  },
  {
    what: 'Behind a function URL with AWS_IAM nobody is told who signed',
    instead: 'the function of the operators refuses that, and is invoked with the event that AWS documents',
  },
  { what: 'There is no X-Ray', instead: 'its adapters are tried on moto' },
  {
    what: 'Roles, queue policies and key policies are stored, not enforced',
    instead: 'nothing; tests of templates read them',
  },
];
