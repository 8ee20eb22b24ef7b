/** What MiniStack's CloudFormation refuses, and the harness therefore leaves out of the templates it deploys. */
export interface NotOnMiniStack {
  /** CloudFormation resource type. */
  readonly type: string;
  /** Top-level property of that type. @default - the whole resource is left out */
  readonly property?: string;
  readonly reason: string;
}

/** Each entry must be used by the example: one that no longer leaves anything out fails the test. */
export const NOT_ON_MINISTACK: readonly NotOnMiniStack[] = [
  { type: 'AWS::Logs::MetricFilter', reason: 'CloudFormation there does not know the type' },
];
