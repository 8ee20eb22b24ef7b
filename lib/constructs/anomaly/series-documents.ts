import { Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { SeriesDocument } from '../../core/anomaly/watch/read-series';
import { seriesKey, type WatchedSeriesDefinition } from '../../core/anomaly/watch/series';
import { anomalyPath, SCHEMA_VERSION } from '../../core/conventions';
import { shortHash } from '../names';
import { checkParameterSize } from '../parameter-size';

/** A standard SSM parameter has 4,096; the rest is for tokens, which are mostly shorter than what they turn out. */
const FULL_BYTES = 3_000;
/** Most tokens are names, of 64 characters at most. */
const TOKEN_BYTES = 64;

/** Series as a detection finds them: SSM parameters below its path, with several series each. */
export class SeriesDocuments extends Construct {
  /** What a detection is told of anywhere in the app. */
  static of(detection: string, scope: Construct): SeriesDocuments[] {
    const all = scope.node.root.node.findAll();
    return all.filter((one): one is SeriesDocuments => one instanceof SeriesDocuments && one.detection === detection);
  }

  constructor(
    scope: Construct,
    id: string,
    readonly detection: string,
    readonly series: readonly WatchedSeriesDefinition[],
  ) {
    super(scope, id);
    const place = shortHash(Stack.of(this).stackName, this.node.path);
    for (const [index, some] of documentsOf(series).entries()) {
      const document: SeriesDocument = { schemaVersion: SCHEMA_VERSION, kind: 'anomaly-series', series: some };
      checkParameterSize(`The series '${seriesKey(some[0] as WatchedSeriesDefinition)}'`, document, TOKEN_BYTES);
      new StringParameter(this, `Series${index}`, {
        parameterName: `${anomalyPath(detection)}/${place}/${index}`,
        description: `Sightline: series that ${detection} watches`,
        stringValue: Stack.of(this).toJsonString(document),
      });
    }
  }
}

function documentsOf(series: readonly WatchedSeriesDefinition[]): WatchedSeriesDefinition[][] {
  const documents: { readonly members: WatchedSeriesDefinition[]; bytes: number }[] = [];
  for (const one of series) {
    const bytes = Buffer.byteLength(JSON.stringify(one)) + 1;
    const last = documents.at(-1);
    if (last && last.bytes + bytes <= FULL_BYTES) {
      last.members.push(one);
      last.bytes += bytes;
    } else documents.push({ members: [one], bytes });
  }
  return documents.map(({ members }) => members);
}
